"""What a payment that falls short means for the milestone that waits for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.events import publish
from payments.models import Escrow
from projects.events import MilestonePaymentGivenBack
from projects.models import Milestone
from projects.services.history import record, take
from projects.services.locks import locked_milestone
from projects.states import UNPAID_MILESTONES, MilestoneState


@transaction.atomic
def record_part_payment(*, milestone: Milestone, now: datetime) -> Milestone:
    """A part of the money has come: nothing starts yet, but the contract waits for the rest."""
    milestone = locked_milestone(milestone)
    contract, escrow = milestone.contract, milestone.escrow
    if milestone.state == MilestoneState.AGREED:
        take(
            thing=milestone,
            to=MilestoneState.AWAITING_FUNDING,
            kind="partly_paid",
            by=None,
            now=now,
        )
    else:
        record(about=milestone, kind="partly_paid", by=None, now=now)
    if escrow is not None and escrow.complete_by_at is not None:
        contract.fund_by_at = max(contract.fund_by_at, escrow.complete_by_at)
        contract.save(update_fields=["fund_by_at"])
    return milestone


@transaction.atomic
def record_given_back(*, milestone: Milestone, now: datetime) -> Milestone:
    """What had come went back before it was complete: the milestone waits for a payment anew.

    The time to pay is again what it was at the signature, so that nobody keeps the other side
    waiting by paying a little and taking it back.
    """
    milestone = locked_milestone(milestone)
    if milestone.state not in UNPAID_MILESTONES:
        return milestone
    assert milestone.escrow is not None
    publish(MilestonePaymentGivenBack(milestone_id=milestone.pk, escrow_id=milestone.escrow.pk))
    milestone.escrow = None
    milestone.save(update_fields=["escrow"])
    contract = milestone.contract
    contract.fund_by_at = contract.first_fund_by_at
    contract.save(update_fields=["fund_by_at"])
    if milestone.state == MilestoneState.AWAITING_FUNDING:
        take(thing=milestone, to=MilestoneState.AGREED, kind="given_back", by=None, now=now)
    return milestone


def next_reference(milestone: Milestone) -> str:
    """What its escrow is called; a later one, after a payment that went back, has a number."""
    name = f"milestone:{milestone.pk}"
    earlier = Escrow.objects.filter(Q(reference=name) | Q(reference__startswith=f"{name}:")).count()
    return f"{name}:{earlier + 1}" if earlier else name
