"""What runs by the clock."""

from celery import shared_task
from django.utils import timezone

from identity.services import checks, pictures


@shared_task(name="identity.delete_pictures")
def delete_pictures() -> int:
    """Delete pictures whose time is over, and files that no row knows."""
    now = timezone.now()
    return pictures.delete_due(now=now) + pictures.delete_strays(now=now)


@shared_task(name="identity.run_clock")
def run_clock() -> int:
    """Tell of what is overdue, and end what is old."""
    now = timezone.now()
    return checks.tell_of_overdue(now=now) + checks.end_old(now=now)
