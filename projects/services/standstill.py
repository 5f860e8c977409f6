"""Times that stand still while a contract is paused or a step is disputed, and go on afterwards.

What was left is left: nothing begins anew, and no day counts twice where a pause and a dispute
meet, since a dispute stands still from the pause that it falls into, and until the one that it
ends in.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db.models import F

from projects.models import Contract, Milestone, RefundRequest
from projects.states import HELD_MILESTONES, MilestoneState, RefundAnswer

_DAY = timedelta(days=1)


def stop_times(milestone: Milestone, now: datetime) -> None:
    """A locked step is disputed: nobody reviews it, and nobody can deliver it."""
    since = milestone.contract.paused_at or now
    deadline = milestone.review_deadline_at
    milestone.stands_since = since
    milestone.review_left = deadline - since if deadline is not None else None
    milestone.review_deadline_at = None
    milestone.save(update_fields=["stands_since", "review_left", "review_deadline_at"])


def go_on(milestone: Milestone, now: datetime) -> None:
    """The dispute over a locked step is withdrawn: its times go on, unless a pause holds them."""
    contract = milestone.contract
    until = contract.paused_at or now
    if milestone.state_before_dispute == MilestoneState.SUBMITTED:
        all_of_it = timedelta(days=contract.terms.review_days)  # where nobody noted what was left
        left = milestone.review_left
        milestone.review_deadline_at = until + (all_of_it if left is None else left)
    if milestone.stands_since is not None and milestone.due_on is not None:
        milestone.due_on += _whole_days(until - milestone.stands_since)
    milestone.stands_since = milestone.review_left = None
    fields = ["stands_since", "review_left", "review_deadline_at", "due_on"]
    milestone.save(update_fields=fields)


def end_pause(contract: Contract, now: datetime) -> None:
    """Every time of a locked contract moves by as long as it stood still."""
    stood_still = now - (contract.paused_at or now)
    contract.milestones.filter(review_deadline_at__isnull=False).update(
        review_deadline_at=F("review_deadline_at") + stood_still
    )
    contract.milestones.filter(state__in=HELD_MILESTONES, due_on__isnull=False).update(
        due_on=F("due_on") + _whole_days(stood_still)
    )
    RefundRequest.objects.filter(milestone__contract=contract, state=RefundAnswer.OPEN).update(
        answer_by_at=F("answer_by_at") + stood_still
    )
    contract.paused_at = contract.paused_until_at = None
    contract.save(update_fields=["paused_at", "paused_until_at"])


def _whole_days(span: timedelta) -> timedelta:
    """As many days as were begun; none where a pause has counted them."""
    return timedelta(days=max(0, ceil(span / _DAY)))
