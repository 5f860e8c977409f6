"""Live news for one person's open tabs: a line on a Redis channel, and nothing kept."""

import json
from typing import Any

import redis
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)


def channel_of(person_id: int) -> str:
    """The channel that a person's event streams listen to."""
    return f"karya:live:{person_id}"


def ring(person_id: int, event: str, data: dict[str, Any] | int) -> None:
    """Tell a person's open tabs; call it after the commit. Nobody listening is no trouble."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            client.publish(channel_of(person_id), json.dumps({"event": event, "data": data}))
    except redis.RedisError as error:
        log.warning("live news not sent", person_id=person_id, why=str(error))
