"""What the clock asks of projects."""

from celery import shared_task
from django.utils import timezone

from projects.services import clock


@shared_task(name="projects.run_clock")
def run_clock() -> dict[str, int]:
    """Every minute: do what is due. Idempotent."""
    return clock.run_all(now=timezone.now())
