"""What runs by the clock."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from core.failures import run_each
from identity.services import checks, pictures


@shared_task(name="identity.delete_pictures")
def delete_pictures() -> dict[str, int]:
    """Delete pictures whose time is over, and files that no row knows."""
    now = timezone.now()
    due, strays = partial(pictures.delete_due, now=now), partial(pictures.delete_strays, now=now)
    return run_each({"due": due, "strays": strays})


@shared_task(name="identity.run_clock")
def run_clock() -> dict[str, int]:
    """Tell of what is overdue, and end what is old."""
    now = timezone.now()
    tell, end = partial(checks.tell_of_overdue, now=now), partial(checks.end_old, now=now)
    return run_each({"told": tell, "ended": end})
