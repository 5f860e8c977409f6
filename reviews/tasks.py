"""What the clock asks of reviews."""

from celery import shared_task
from django.utils import timezone

from core.sweeps import sweep
from reviews.selectors import sealed_and_due
from reviews.services import publish_by_clock


@shared_task(name="reviews.publish_due")
def publish_due() -> int:
    """Every ten minutes: publish what was sealed for 14 days. Idempotent."""
    now = timezone.now()
    return sweep(sealed_and_due(now), lambda r: publish_by_clock(review=r, now=now))
