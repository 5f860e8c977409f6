"""What the clock asks of cases."""

from celery import shared_task
from django.utils import timezone

from core.sweeps import sweep
from moderation.selectors import cases_out_of_time
from moderation.services.cases import go_on_by_clock


@shared_task(name="moderation.run_clock")
def run_clock() -> int:
    """Every five minutes: cases whose time is over go on. Idempotent."""
    now = timezone.now()
    return sweep(cases_out_of_time(now), lambda c: go_on_by_clock(case=c, now=now))
