"""The bank's workers. The rows are the outbox: a lost bell is made up for by the clock."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from core.failures import run_each
from sandbox.services import clock


@shared_task(name="sandbox.work")
def work() -> None:
    """Settle what is due, then deliver what is to be told."""
    now = timezone.now()
    settle, deliver = partial(clock.settle_due, now=now), partial(clock.deliver_due, now=now)
    run_each({"settle": settle, "deliver": deliver})
