"""Django's cache over Redis, which never lets a page wait for a server that hangs."""

from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from core.redis import WAITS, Patience

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
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = PatientClient
