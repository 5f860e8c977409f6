"""Django's cache over Valkey: no page waits for a server that hangs, no limit closes without it.

DRF counts requests in it, allauth counts attempts, and neither asks whether it is there: with
Valkey down nobody could sign in, and no program could ask for anything. A limit guards against
many attempts, and Valkey is seldom away; so what they ask is answered as by an empty cache, and
logged. Everybody else hears of it as RedisError, and decides alone.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import redis
import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from core.redis import WAITS, Patience

_OF_LIMITS = ("throttle:", "allauth:", "allauth.mfa.")  # the last: codes that were used already
T = TypeVar("T")
log = structlog.get_logger(__name__)
patience = Patience()


class PatientRedis(redis.Redis):
    """Asks once, for a second at most, and then for a while not at all."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """What the server says; every command but those of pipelines comes through here."""
        with patience.asking():
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]


class PatientClient(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **(WAITS | options))
        self._client = PatientRedis


class PatientCache(RedisCache):
    """As Django's, with patience, and with open doors for the keys of limits."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = PatientClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        ask = super().get
        return _or(default, key, lambda: ask(key, default, version))

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        ask = super().set
        _or(None, key, lambda: ask(key, value, *args, **kwargs))

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        ask = super().add
        return _or(True, key, lambda: ask(key, value, *args, **kwargs))  # noqa: FBT003 -- added

    def delete(self, key: str, version: int | None = None) -> bool:
        ask = super().delete
        return _or(False, key, lambda: ask(key, version))  # noqa: FBT003 -- nothing was there


def _or(otherwise: T, key: str, ask: Callable[[], T]) -> T:
    """What Valkey answers; `otherwise` for a limit while it is away."""
    try:
        return ask()
    except RedisError as error:
        if not key.startswith(_OF_LIMITS):
            raise
        log.warning("no Valkey, the limits are off", why=str(error))
        return otherwise
