"""Tries to compare a provider's report: by the clock or by a person, one at a time, remembered.

A try that fails is told once for each window; a worker that died leaves one that ends as failed.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.events import publish
from core.policies import require
from payments import events
from payments.compared import last_attempts, last_runs
from payments.models import ReconciliationAttempt, ReconciliationRun
from payments.policies import can_reconcile
from payments.providers.base import Unknown
from payments.services.reconciliation import reconcile
from payments.services.registry import all_providers, provider_named
from staff.services import audit

OVERDUE_AFTER = timedelta(hours=26)
GIVEN_UP_AFTER = timedelta(minutes=30)
NO_ANSWER, BROKE, STOPPED = "no_answer", "broke", "stopped"


def last_midnight(now: datetime) -> datetime:
    """The end of the window that can be compared now: midnight of Karya's visitors."""
    here = timezone.localtime(now, ZoneInfo(settings.VISITOR_TIME_ZONE))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def ask(*, by: User | None, now: datetime) -> list[ReconciliationAttempt]:
    """Begin a try for every provider in use that has none underway; the workers do the rest.

    `by` is None for the clock. Raises NotAllowed.
    """
    if by is not None:
        require(can_reconcile, by)
        audit.record(by=by, action="payments.reconcile_again", now=now)
    return [one for name in _names() if (one := _begin(name, by, now)) is not None]


def work_on(*, attempt_id: int, now: datetime) -> None:
    """Carry out one try, once; call it outside a transaction."""
    waiting = ReconciliationAttempt.objects.filter(pk=attempt_id, started_at__isnull=True)
    if not waiting.filter(ended_at__isnull=True).update(started_at=now):
        return
    attempt = ReconciliationAttempt.objects.get(pk=attempt_id)
    try:
        run = reconcile(provider=provider_named(attempt.provider), until=attempt.until, now=now)
    except Unknown:
        _fail(attempt, NO_ANSWER, now)
    except Exception:
        _fail(attempt, BROKE, now)
        raise
    else:
        _finish(attempt, run, now)


def try_overdue(*, now: datetime) -> None:
    """Try again where the last comparison is too old."""
    with transaction.atomic():
        for name in overdue(now=now):
            _begin(name, None, now)


def overdue(*, now: datetime) -> list[str]:
    """The providers in use that were not compared for more than 26 hours; new ones have time."""
    compared = {run.provider: run.ran_at for run in last_runs()}
    tried = {one.provider: one.asked_at for one in last_attempts(is_first=True)}
    ages = {name: compared.get(name) or tried.get(name) or now for name in _names()}
    return [name for name, at in ages.items() if now - at > OVERDUE_AFTER]


def trouble(*, now: datetime) -> str:
    """The same in a sentence, for `manage.py doctor`; empty where all is well."""
    late = ", ".join(overdue(now=now))
    return f"not compared with the book for more than 26 hours: {late}" if late else ""


def _names() -> list[str]:
    return [provider.name for provider in all_providers()]


def _begin(provider: str, by: User | None, now: datetime) -> ReconciliationAttempt | None:
    """A new try, unless one is underway; the constraint decides between two who ask at once."""
    stopped = ReconciliationAttempt.objects.filter(
        provider=provider, ended_at__isnull=True, asked_at__lte=now - GIVEN_UP_AFTER
    )
    for one in stopped.select_for_update(no_key=True):
        _end_badly(one, STOPPED, now)
    made = ReconciliationAttempt.objects.bulk_create(
        [
            ReconciliationAttempt(
                provider=provider, until=last_midnight(now), asked_by=by, asked_at=now
            )
        ],
        ignore_conflicts=True,
    )
    key = made[0].key
    attempt = ReconciliationAttempt.objects.filter(key=key).first()
    if attempt is not None:
        publish(events.ReconciliationAsked(attempt_id=attempt.pk))
    return attempt


@transaction.atomic
def _finish(attempt: ReconciliationAttempt, run: ReconciliationRun, now: datetime) -> None:
    attempt.run, attempt.ended_at = run, now
    attempt.save(update_fields=["run", "ended_at"])
    untold = ReconciliationRun.objects.filter(pk=run.pk, opened__gt=0, told_at__isnull=True)
    if untold.update(told_at=now):
        publish(events.ReconciliationDiffered(run_id=run.pk))


@transaction.atomic
def _fail(attempt: ReconciliationAttempt, why: str, now: datetime) -> None:
    _end_badly(attempt, why, now)


def _end_badly(attempt: ReconciliationAttempt, why: str, now: datetime) -> None:
    earlier = ReconciliationAttempt.objects.filter(
        provider=attempt.provider, until=attempt.until
    ).exclude(failure="")
    is_news = not earlier.exists()
    attempt.failure, attempt.ended_at = why, now
    attempt.save(update_fields=["failure", "ended_at"])
    if is_news:
        publish(events.ReconciliationFailed(attempt_id=attempt.pk))
