"""Checks of the parts around us. Each answers what is wrong, or an empty string."""

from datetime import datetime

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection

from marketplace.tasks import HEARTBEAT

HEART_STOPPED_AFTER = 90  # seconds; the heart beats every 20


def database() -> str:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return f"unreachable ({type(error).__name__})"
    return ""


def broker() -> str:
    """Whether Redis or Valkey answers."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"unreachable ({type(error).__name__})"
    return ""


def worker(*, now: datetime) -> str:
    """Whether beat and a worker have completed the heartbeat task lately."""
    try:
        beaten_at = cache.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return "unknown: the cache does not answer"
    if beaten_at is None:
        return "no heartbeat yet"
    seconds = int(now.timestamp() - beaten_at)
    return f"no heartbeat for {seconds} s" if seconds > HEART_STOPPED_AFTER else ""
