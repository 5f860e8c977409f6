"""Starts Postgres and Valkey for tests and compiles translations, before Django is set up.

Use it as `pytest -p marketplace.embedded.pytest_plugin`.

Whatever DATABASE_URL or REDIS_URL names is used instead. Workers of pytest-xdist inherit the
addresses; each has a test database and a pair of Valkey databases of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from core.redis import database_of
from marketplace.embedded.postgres import QUICK, start_postgres
from marketplace.embedded.processes import Child
from marketplace.embedded.valkey import start_valkey
from marketplace.translations import compile_stale

_children: list[Child] = []
_folder: Path | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """Runs before pytest-django sets up Django."""
    global _folder  # noqa: PLW0603
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        number = int(worker.removeprefix("gw"))
        os.environ["REDIS_URL"] = database_of(os.environ["REDIS_URL"], 2 * number + 2)
        return
    if {"-h", "--help", "--version"} & set(args):
        return
    compile_stale()
    _folder = Path(tempfile.mkdtemp(prefix="karya-tests-"))
    _folder.chmod(0o711)
    atexit.register(pytest_unconfigure)  # pytest does not call it where Django cannot be set up
    environment = dict(os.environ)
    if "DATABASE_URL" not in os.environ:
        child, os.environ["DATABASE_URL"] = start_postgres(_folder, environment, settings=QUICK)
        _children.append(child)
    if "REDIS_URL" not in os.environ:
        child, os.environ["REDIS_URL"] = start_valkey(_folder, environment, is_kept=False)
        _children.append(child)


def pytest_unconfigure() -> None:
    """Stop what was started and leave nothing behind."""
    for child in reversed(_children):
        child.stop()
    _children.clear()
    if _folder is not None and _folder.exists():
        home = _folder / "postgres"
        if home.is_symlink():
            shutil.rmtree(home.resolve(), ignore_errors=True)
        shutil.rmtree(_folder, ignore_errors=True)
