"""Work of evidence by the clock."""

from celery import shared_task
from django.utils import timezone

from evidence.services import bundles


@shared_task(name="evidence.freeze_missing")
def freeze_missing() -> int:
    """Every ten minutes: whatever has no bundle yet. Idempotent."""
    return bundles.freeze_missing(now=timezone.now())
