"""What the clock asks of disputes."""

from celery import shared_task
from django.utils import timezone

from disputes.services import clock


@shared_task(name="disputes.run_clock")
def run_clock() -> dict[str, int]:
    """Every minute: remind, escalate, report. Idempotent."""
    return clock.run_all(now=timezone.now())
