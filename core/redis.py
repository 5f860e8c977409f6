"""One REDIS_URL in the environment, the spellings that libraries want, and how long to wait.

A server that is away says so at once. One that hangs, or a network that swallows packets, says
nothing: so nobody waits for longer than `WAITS`, and whoever has waited in vain lets the whole
process go on without for `RESTS_FOR` seconds.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import redis

WAITS: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}  # seconds
BROKER_WAITS: dict[str, Any] = {  # a worker asks for tasks in turns of one second
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 15,
}
RESTS_FOR = 5  # seconds


class Patience:
    """One for each use of the server: the first to wait in vain spares all others the wait."""

    def __init__(self) -> None:
        self._ends_at = 0.0

    @property
    def is_over(self) -> bool:
        return time.monotonic() < self._ends_at

    def lose(self) -> None:
        """Nobody asks for the next seconds."""
        self._ends_at = time.monotonic() + RESTS_FOR

    def regain(self) -> None:
        """Ask again from now on."""
        self._ends_at = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the server; raises redis.ConnectionError at once while patience is over."""
        if self.is_over:
            raise redis.ConnectionError("it did not answer a moment ago")
        try:
            yield
        except redis.TimeoutError:
            self.lose()
            raise


def database_of(url: str, offset: int) -> str:
    """The same server, `offset` databases further: the broker's is 0, the cache's 1."""
    parts = urlsplit(url)
    number = _database(url) + offset
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker_url(url: str) -> str:
    """As kombu spells it: `redis+socket://` for a unix socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={_database(url)}"


def _database(url: str) -> int:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return int(parse_qs(parts.query).get("db", ["0"])[0])
    return int(parts.path.strip("/") or 0)
