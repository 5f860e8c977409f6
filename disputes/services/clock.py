"""What the clock does with disagreements; safe to run at any time."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.events import publish
from core.sweeps import sweep
from disputes.events import DisputeEscalated, DisputeOverdue, DisputeReminder
from disputes.models import Dispute
from disputes.services.steps import locked_dispute, take
from disputes.states import OPEN_DISPUTES, DisputeState

DECISION_TIME = timedelta(days=7)
_REMINDERS = (timedelta(hours=72), timedelta(hours=24))
_BETWEEN_SIDES = (DisputeState.AWAITING_RESPONSE, DisputeState.NEGOTIATION)


def run_all(*, now: datetime) -> dict[str, int]:
    """Do everything that is due; return how much of each was done."""
    return {
        "escalated": escalate_unsettled(now=now),
        "reminders": remind(now=now),
        "overdue": report_overdue(now=now),
    }


def escalate_unsettled(*, now: datetime) -> int:
    """Five days without an answer, or seven without agreement: a moderator takes over."""
    due = Dispute.objects.filter(state__in=_BETWEEN_SIDES, deadline_at__lte=now)
    return sweep(due, lambda d: escalate(dispute=d, now=now))


@transaction.atomic
def escalate(*, dispute: Dispute, now: datetime) -> Dispute:
    """Hand a dispute to the moderators, who have seven days."""
    dispute = locked_dispute(dispute)
    if dispute.state not in _BETWEEN_SIDES or dispute.deadline_at > now:
        raise WrongState(_("There is still time to agree."))
    dispute.deadline_at, dispute.reminded_at = now + DECISION_TIME, None
    dispute.save(update_fields=["deadline_at", "reminded_at"])
    take(dispute, DisputeState.MEDIATION, kind="escalated", by=None, now=now)
    publish(DisputeEscalated(dispute_id=dispute.pk))
    return dispute


def remind(*, now: datetime) -> int:
    """72 and 24 hours before a deadline."""
    is_due = Q()
    for before in _REMINDERS:
        not_yet = Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("deadline_at") - before)
        is_due |= Q(deadline_at__lte=now + before) & not_yet
    due = Dispute.objects.filter(is_due, state__in=OPEN_DISPUTES, deadline_at__gt=now)
    return sweep(due, partial(_remind, now=now))


def report_overdue(*, now: datetime) -> int:
    """The moderators' own deadline has passed: said once, and shown in their queue."""
    not_yet = Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("deadline_at"))
    due = Dispute.objects.filter(not_yet, state=DisputeState.MEDIATION, deadline_at__lte=now)
    return sweep(due, partial(_report, now=now))


def _remind(dispute: Dispute, *, now: datetime) -> None:
    _mark(dispute, now)
    publish(DisputeReminder(dispute_id=dispute.pk))


def _report(dispute: Dispute, *, now: datetime) -> None:
    _mark(dispute, now)
    publish(DisputeOverdue(dispute_id=dispute.pk))


def _mark(dispute: Dispute, now: datetime) -> None:
    dispute.reminded_at = now
    dispute.save(update_fields=["reminded_at"])
