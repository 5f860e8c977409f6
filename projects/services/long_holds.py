"""What happens to money that nobody decided about in the 90 days that providers keep it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.events import publish
from payments.services import escrows
from projects.events import ApprovalByClockDue
from projects.models import Milestone
from projects.services.history import record
from projects.services.locks import locked_milestone
from projects.services.milestones import approve_undecided, close_refund_request
from projects.states import HELD_MILESTONES, MilestoneState


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
