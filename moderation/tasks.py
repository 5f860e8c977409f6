"""What the clock asks of cases."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from core.failures import run_each
from core.sweeps import sweep
from moderation.selectors import cases_not_looked_at, cases_out_of_time, cases_to_remind_of
from moderation.services.cases import go_on_by_clock
from moderation.services.reminders import remind_of_case
from moderation.services.urgent import lapse_by_clock


@shared_task(name="moderation.run_clock")
def run_clock() -> dict[str, int]:
    """Every five minutes: remind, end urgent measures nobody looked at, go on. Idempotent."""
    now = timezone.now()
    remind = partial(sweep, cases_to_remind_of(now), lambda c: remind_of_case(case=c, now=now))
    lapse = partial(sweep, cases_not_looked_at(now), lambda c: lapse_by_clock(case=c, now=now))
    go_on = partial(sweep, cases_out_of_time(now), lambda c: go_on_by_clock(case=c, now=now))
    return run_each({"reminded": remind, "lapsed": lapse, "gone on": go_on})
