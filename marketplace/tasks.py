"""The worker's sign of life, and tidying up."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core.api.idempotency import forget_keys

HEARTBEAT = "worker-heartbeat"


@shared_task
def beat_heart() -> None:
    """Note that beat, broker, worker and cache all work, for the health page."""
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=24 * 3600)


@shared_task
def forget_idempotency_keys() -> int:
    """Delete what nobody will repeat any more."""
    return forget_keys(now=timezone.now())
