"""What may be read of the comparisons with the providers' reports, and of their cases."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import User
from payments.models import ReconciliationAttempt, ReconciliationCase, ReconciliationRun
from payments.states import CaseState

MINE, UNASSIGNED, DONE = "mine", "unassigned", "resolved"


def runs() -> QuerySet[ReconciliationRun]:
    """Every comparison, the newest first."""
    return ReconciliationRun.objects.order_by("-until", "provider")


def last_runs() -> list[ReconciliationRun]:
    """The newest comparison of each provider, with its sums by currency (2 queries)."""
    newest = ReconciliationRun.objects.order_by("provider", "-until").distinct("provider")
    return list(newest.prefetch_related("totals"))


def last_attempts(*, is_first: bool = False) -> list[ReconciliationAttempt]:
    """The newest try of each provider, or the first that ever was (1 query)."""
    moment = "asked_at" if is_first else "-asked_at"
    tries = ReconciliationAttempt.objects.select_related("asked_by", "run")
    return list(tries.order_by("provider", moment, "-pk").distinct("provider"))


def open_cases() -> QuerySet[ReconciliationCase]:
    """Differences that nobody has explained yet, the oldest first."""
    cases = ReconciliationCase.objects.select_related("owner", "found_in")
    return cases.filter(state=CaseState.OPEN).order_by("opened_at", "pk")


def cases_of(choice: str, user: User) -> QuerySet[ReconciliationCase]:
    """Cases as the list offers them: one's own, those of nobody, resolved ones, or all open."""
    if choice == DONE:
        resolved = ReconciliationCase.objects.select_related("owner", "found_in")
        return resolved.filter(state=CaseState.RESOLVED).order_by("-resolved_at", "-pk")
    wanted = {MINE: Q(owner=user), UNASSIGNED: Q(owner__isnull=True)}
    return open_cases().filter(wanted.get(choice, Q()))


def differences_of(run: ReconciliationRun) -> QuerySet[ReconciliationCase]:
    """The rows that differed in a run, those still open first."""
    return run.differences.select_related("owner").order_by("state", "occurred_at", "pk")


def bookkeepers_but(pks: Collection[int | None]) -> QuerySet[User]:
    """Who else keeps the books."""
    known = [pk for pk in pks if pk is not None]
    return (
        User.objects.filter(is_finance=True, is_active=True).exclude(pk__in=known).order_by("name")
    )
