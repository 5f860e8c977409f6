"""What the clock does with disagreements; safe to run at any time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.events import publish
from core.failures import run_each
from core.money import Money
from core.sweeps import sweep
from disputes import timing
from disputes.events import (
    DefaultAnnounced,
    DefaultDue,
    DisputeDefaulted,
    DisputeEscalated,
    DisputeOverdue,
    DisputeReminder,
    DisputeRuled,
)
from disputes.models import Dispute
from disputes.selectors import standing_proposal
from disputes.services.answers import to_arbitration
from disputes.services.blind import middle
from disputes.services.rulings import execute
from disputes.services.steps import end_with, locked_dispute, remember, start_clock, take
from disputes.states import OPEN_DISPUTES, DisputeState

D = DisputeState


def run_all(*, now: datetime) -> dict[str, int]:
    """Do everything that is due; return how much of each was done."""
    return run_each({"moved": partial(move_due, now=now), "reminders": partial(remind, now=now)})


def move_due(*, now: datetime) -> int:
    """What silence does, for each dispute whose time is over."""
    due = Dispute.objects.filter(state__in=OPEN_DISPUTES, deadline_at__lte=now)
    return sweep(
        due.order_by("deadline_at", "pk"), lambda dispute: run_out(dispute=dispute, now=now)
    )


@transaction.atomic
def run_out(*, dispute: Dispute, now: datetime) -> Dispute:
    """The time of a dispute is over: do what the page said that silence does.

    Raises WrongState while there is time. Every open state has an entry here.
    """
    dispute = locked_dispute(dispute)
    if not dispute.is_open or dispute.deadline_at > now:
        raise WrongState(_("There is still time to agree."))
    _WHEN_OVER[dispute.state](dispute, now)
    return dispute


def remind(*, now: datetime) -> int:
    """At half of the time, and 72 and 24 hours before a deadline."""
    half = ExpressionWrapper(
        F("clock_started_at") + (F("deadline_at") - F("clock_started_at")) / 2,
        output_field=DateTimeField(),
    )
    disputes = Dispute.objects.annotate(half=half).filter(
        state__in=OPEN_DISPUTES, deadline_at__gt=now
    )
    is_due = _unsaid(Q(half__lte=now), F("half"))
    for before in timing.REMINDERS:
        mark = F("deadline_at") - before
        is_due |= _unsaid(Q(deadline_at__lte=now + before, clock_started_at__lt=mark), mark)
    return sweep(disputes.filter(is_due).order_by("deadline_at", "pk"), partial(_remind, now=now))


def _unsaid(is_reached: Q, mark: object) -> Q:
    return is_reached & (Q(reminded_at__isnull=True) | Q(reminded_at__lt=mark))


def _unanswered(dispute: Dispute, now: datetime) -> None:
    """Nobody answered: the opener's split is announced, if the other side was really told."""
    if not _was_told(dispute):
        escalate(dispute, kind="escalated_unreached", now=now)
        return
    start_clock(dispute, until=timing.to_reopen(dispute, now), now=now)
    take(dispute, D.DEFAULTING, kind="default_announced", by=None, now=now)
    publish(DefaultAnnounced(dispute_id=dispute.pk))


def _default(dispute: Dispute, now: datetime) -> None:
    """The last chance passed too: what the opener asked for is carried out."""
    if not _was_told(dispute):
        escalate(dispute, kind="escalated_unreached", now=now)
        return
    asked = standing_proposal(dispute, by_id=dispute.opened_by_id)
    assert asked is not None
    end_with(dispute, D.DEFAULTED, asked.to_freelancer, kind="defaulted", by=None, now=now)
    publish(DisputeDefaulted(dispute_id=dispute.pk))


def _talks_over(dispute: Dispute, now: datetime) -> None:
    escalate(dispute, kind="escalated", now=now)


def escalate(dispute: Dispute, *, kind: str, now: datetime) -> None:
    """Hand a locked dispute to the moderators; evidence closes some days later."""
    dispute.evidence_closes_at = timing.to_add_evidence(dispute, now)
    dispute.save(update_fields=["evidence_closes_at"])
    start_clock(dispute, until=timing.to_mediate(dispute, now), now=now)
    take(dispute, D.MEDIATION, kind=kind, by=None, now=now)
    publish(DisputeEscalated(dispute_id=dispute.pk))


def _mediator_late(dispute: Dispute, now: datetime) -> None:
    """A senior moderator takes over, and the delay counts in the public figures."""
    _count_delay(dispute)
    to_arbitration(dispute, kind="mediation_overdue", by=None, now=now)


def _proposal_stands(dispute: Dispute, now: datetime) -> None:
    """Nobody rejected it in time: silence accepts, also the silence of both."""
    assert dispute.ruling is not None
    execute(dispute, dispute.ruling, kind="silence_accepted", by=None, now=now)


def _arbiter_late(dispute: Dispute, now: datetime) -> None:
    """Late: said and counted. Late by the days of grace: the mediator's proposal is carried out.

    Where no proposal was ever made, the middle between what both sides last asked for is.
    """
    if not _is_beyond_grace(dispute, now):
        return
    if dispute.ruling is not None:
        execute(dispute, dispute.ruling, kind="arbitration_overdue", by=None, now=now)
        return
    end_with(dispute, D.EXECUTED, _middle_of_proposals(dispute), kind="middle", by=None, now=now)
    publish(DisputeRuled(dispute_id=dispute.pk))


def _no_appeal(dispute: Dispute, now: datetime) -> None:
    assert dispute.ruling is not None
    execute(dispute, dispute.ruling, kind="not_appealed", by=None, now=now)


def _judge_late(dispute: Dispute, now: datetime) -> None:
    """An appeal that nobody judges in time leaves the decision as it was."""
    if not _is_beyond_grace(dispute, now):
        return
    assert dispute.ruling is not None
    execute(dispute, dispute.ruling, kind="appeal_overdue", by=None, now=now)


_WHEN_OVER: Mapping[str, Callable[[Dispute, datetime], None]] = {
    D.AWAITING_RESPONSE: _unanswered,
    D.DEFAULTING: _default,
    D.NEGOTIATION: _talks_over,
    D.MEDIATION: _mediator_late,
    D.PROPOSED: _proposal_stands,
    D.ARBITRATION: _arbiter_late,
    D.DECIDED: _no_appeal,
    D.APPEALED: _judge_late,
}


def _is_beyond_grace(dispute: Dispute, now: datetime) -> bool:
    """Whether a senior moderator is too late; the first time that they are late is counted."""
    is_said = dispute.reminded_at is not None and dispute.reminded_at >= dispute.deadline_at
    if not is_said:
        _count_delay(dispute)
        _mark(dispute, now)
        remember(dispute, kind="staff_overdue", by=None, now=now)
        publish(DisputeOverdue(dispute_id=dispute.pk))
    return now >= dispute.deadline_at + timing.grace(dispute)


def _middle_of_proposals(dispute: Dispute) -> Money:
    contract = dispute.milestone.contract
    gives = standing_proposal(dispute, by_id=contract.client_id)
    asks = standing_proposal(dispute, by_id=contract.freelancer_id)
    nothing = Money(0, dispute.currency)
    return middle(
        asks.to_freelancer if asks else dispute.amount, gives.to_freelancer if gives else nothing
    )


def _was_told(dispute: Dispute) -> bool:
    try:
        publish(DefaultDue(dispute_id=dispute.pk))
    except WrongState:
        return False
    return True


def _count_delay(dispute: Dispute) -> None:
    dispute.staff_delays += 1
    dispute.save(update_fields=["staff_delays"])


def _remind(dispute: Dispute, *, now: datetime) -> None:
    _mark(dispute, now)
    publish(DisputeReminder(dispute_id=dispute.pk))


def _mark(dispute: Dispute, now: datetime) -> None:
    dispute.reminded_at = now
    dispute.save(update_fields=["reminded_at"])
