"""Where the databases of the benchmark are: one Postgres in one folder, one database a size."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.ledger.server import Server
from marketplace.embedded.postgres import start_postgres
from marketplace.embedded.valkey import start_valkey

SIZES = (10_000, 100_000, 1_000_000)
# As a small server would be set up; nothing here is faster than durable but the making.
SETTINGS = {
    "shared_buffers": "3GB",
    "effective_cache_size": "12GB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
    "jit": "off",
}


@contextmanager
def a_server(folder: Path) -> Iterator[Server]:
    """Start it on what the folder holds, or on nothing yet; stop it in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    child, url = start_postgres(folder, dict(os.environ), settings=SETTINGS)
    try:
        yield Server(folder, url)
    finally:
        child.stop()


def name_of(projects: int) -> str:
    """The database of a size."""
    return f"bench{projects}"


def known(server: Server) -> list[int]:
    """The sizes that were made."""
    rows = server.run("psql", "-At", "-c", "SELECT datname FROM pg_database", "karya").split()
    numbers = (name[5:] for name in rows if name.startswith("bench"))
    return sorted(int(number) for number in numbers if number.isdigit() and int(number))


def environment(server: Server, projects: int) -> dict[str, str]:
    """For a process of its own on the database of a size: as in production."""
    return os.environ | server.environment | {
        "DATABASE_URL": server.address_of(name_of(projects)),
        "DATA_DIR": str(server.folder / "site"),
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "DEBUG": "false",
        "DEMO": "false",
        "SANDBOX_ALLOWED": "true",
        "SECRET_KEY": "bench",
        "EMAIL_URL": "dummymail://",
    }  # fmt: skip


@contextmanager
def a_valkey(folder: Path) -> Iterator[str]:
    """Start one for the time of a measurement; answers its REDIS_URL."""
    child, url = start_valkey(folder, dict(os.environ), is_kept=False)
    try:
        yield url
    finally:
        child.stop()


def apart(server: Server, projects: int, *words: str, redis: str = "") -> None:
    """Run a part of the bench in a process of its own, since Django knows one database."""
    command = [sys.executable, "-m", "bench.search", *words, f"--size={projects}"]
    known = environment(server, projects) | ({"REDIS_URL": redis} if redis else {})
    subprocess.run(command, env=known, check=True)  # noqa: S603


def sizes_of(text: str) -> Sequence[int]:
    """`10000,1000000` as numbers."""
    return [int(part) for part in text.split(",")]
