"""Live news for one person's open tabs: a line on a Redis channel, and nothing kept."""

import json
from collections.abc import Sequence
from typing import Any

import redis
import structlog
from django.conf import settings

from core.redis import WAITS, Patience

_A_BATCH = 1000
patience = Patience()
log = structlog.get_logger(__name__)


def channel_of(person_id: int) -> str:
    """The channel that a person's event streams listen to."""
    return f"karya:live:{person_id}"


def ring(person_id: int, event: str, data: dict[str, Any] | int) -> None:
    """Tell a person's open tabs; call it after the commit. Nobody listening is no trouble."""
    ring_all([(person_id, event, data)])


def ring_all(news: Sequence[tuple[int, str, dict[str, Any] | int]]) -> None:
    """The same for many people over one connection: who, which event, and what it says."""
    try:
        with (
            patience.asking(),
            redis.Redis.from_url(settings.REDIS_URL, **WAITS) as client,
        ):
            for start in range(0, len(news), _A_BATCH):
                line = client.pipeline(transaction=False)
                for person_id, event, data in news[start : start + _A_BATCH]:
                    said = json.dumps({"event": event, "data": data})
                    line.publish(channel_of(person_id), said)
                line.execute()
    except redis.RedisError as error:
        log.warning("live news not sent", people=len(news), why=str(error))
