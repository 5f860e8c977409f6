"""What happens to money that nobody decided about in the 90 days that providers keep it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from payments.kinds import DecisionKind
from payments.models import Decision, Escrow
from payments.services import escrows, forced
from projects.events import ApprovalByClockDue
from projects.models import Milestone
from projects.services.history import record
from projects.services.locks import locked_milestone
from projects.services.milestones import approve_undecided, close_refund_request
from projects.states import HELD_MILESTONES, MilestoneState


@transaction.atomic
def decide_by_staff(
    *, milestone: Milestone, kind: DecisionKind, by: User, reason: str, now: datetime
) -> Milestone:
    """Staff decide from day 75 on, where both sides stayed silent; what was delivered, or all back.

    Above `SECOND_OPINION_ABOVE` it waits for a second person. Repeated, nothing changes. Raises
    NotAllowed, InvalidInput without a reason, WrongState where it is not for staff to decide, or
    for a release of what was never delivered.
    """
    milestone = locked_milestone(milestone)
    escrow = _resting(milestone, kind)
    decision = forced.ask(escrow=escrow, kind=kind, by=by, reason=reason, now=now)
    if decision is not None and not decision.is_waiting:
        _carry_out(milestone, decision, by=by, now=now)
    return milestone


@transaction.atomic
def confirm_by_staff(*, decision: Decision, by: User, now: datetime) -> Milestone:
    """A second person agrees, and the money moves. Pressed again, nothing changes."""
    milestone = locked_milestone(Milestone.objects.get(escrow=decision.escrow_id))
    assert milestone.escrow is not None
    escrow = _resting(milestone, decision.kind) if decision.is_waiting else milestone.escrow
    agreed = forced.confirm(decision=decision, escrow=escrow, by=by, now=now)
    if agreed is not None:
        _carry_out(milestone, agreed, by=by, now=now)
    return milestone


@transaction.atomic
def settle_long_held(*, milestone: Milestone, now: datetime) -> Milestone:
    """Whoever had to act loses by silence: what is delivered is approved, the rest goes back.

    A paused contract makes no difference, for the provider does not wait; a dispute does, for
    people are deciding. Raises WrongState before its time, or where a receiver of
    ApprovalByClockDue vetoes because no notice ever reached the client: then staff decide.
    """
    milestone = locked_milestone(milestone)
    escrow = milestone.escrow
    if milestone.state not in HELD_MILESTONES or escrow is None or escrow.decide_by_at is None:
        raise WrongState(_("This milestone has no money in escrow now."))
    if escrow.decide_by_at > now:
        raise WrongState(_("There is still time to decide."))
    record(about=milestone, kind="held_too_long", by=None, now=now)
    if milestone.state == MilestoneState.SUBMITTED:
        publish(ApprovalByClockDue(milestone_id=milestone.pk))
        return approve_undecided(milestone=milestone, now=now)
    close_refund_request(milestone=milestone)
    escrows.refund(escrow=escrow, by=None, now=now, reason="held_too_long")
    milestone.refresh_from_db()
    return milestone


def can_be_released(milestone: Milestone) -> bool:
    """Whether staff may give the money to the freelancer: only for what was delivered."""
    return milestone.state == MilestoneState.SUBMITTED


def _resting(milestone: Milestone, kind: str) -> Escrow:
    """The escrow of a locked milestone that nobody decides about."""
    escrow = milestone.escrow
    if milestone.state not in HELD_MILESTONES or escrow is None:
        raise WrongState(_("This milestone has no money in escrow now."))
    if kind == DecisionKind.FORCE_RELEASE and not can_be_released(milestone):
        raise WrongState(_("Nothing was delivered that could be paid."))
    return escrow


def _carry_out(milestone: Milestone, decision: Decision, *, by: User, now: datetime) -> None:
    record(about=milestone, kind="decided_by_staff", by=by, now=now, reason=decision.reason)
    if decision.kind == DecisionKind.FORCE_RELEASE:
        approve_undecided(milestone=milestone, now=now)
        return
    close_refund_request(milestone=milestone)
    assert milestone.escrow is not None
    escrows.refund(escrow=milestone.escrow, by=None, now=now, reason="held_too_long")
