"""The worker's sign of life."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "worker-heartbeat"


@shared_task
def beat_heart() -> None:
    """Note that beat, broker, worker and cache all work, for the health page."""
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=24 * 3600)
