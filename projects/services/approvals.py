"""A milestone is approved and its money released, whoever or whatever decides it.

This is what people wait for most, so its two reads and writes are SQL functions (migration
`0006_approvals`); who may, and from which state, is decided here.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.rows import RowsBySql
from core.states import can_move
from payments.models import Escrow
from payments.services import escrows
from projects.events import MilestoneApproved, MilestoneSettled
from projects.models import Contract, Milestone
from projects.services import contracts
from projects.states import ENDED_MILESTONES, HELD_MILESTONES, MilestoneState

_held = RowsBySql(
    "projects_hold_milestone",
    rows={
        "milestone": Milestone,
        "contract": Contract,
        "escrow": Escrow,
        "client": User,
        "freelancer": User,
    },
)
_RECORD = """
    SELECT projects_record_release(%(milestone)s, %(from)s, %(approved)s, %(released)s, %(by)s,
                                   %(by_clock)s, %(now)s, %(ended)s)
"""


def held_milestone(milestone: Milestone) -> Milestone:
    """Lock the project, the contract, the milestone and its escrow, and return it with them all.

    Each is as it was after the wait for its lock (1 query).
    """
    rows = _held(milestone=milestone.pk)
    found: Milestone | None = rows["milestone"]
    if found is None:
        raise Milestone.DoesNotExist
    found.contract = rows["contract"]
    found.contract.client, found.contract.freelancer = rows["client"], rows["freelancer"]
    found.escrow = rows["escrow"]
    return found


def release_approved(milestone: Milestone, *, by: User | None, now: datetime) -> Milestone:
    """Approve a held milestone, give its money to the freelancer, and end it.

    `by` is None where the clock decides. Raises WrongState where nothing is in escrow, and what
    `escrows.release` raises. The contract ends with its last milestone.
    """
    escrow, came_from = milestone.escrow, milestone.state
    if came_from not in HELD_MILESTONES or escrow is None:
        raise WrongState(_("There is nothing to approve now."))
    if not can_move(milestone, MilestoneState.APPROVED):
        raise WrongState(_("This is no longer possible."))
    net = escrow.shares.net
    is_last = _record(milestone, by=by, now=now)
    contract = milestone.contract
    publish(
        MilestoneApproved(
            milestone_id=milestone.pk,
            title=milestone.title,
            amount=milestone.amount,
            net=net,
            client_id=contract.client_id,
            client=str(contract.client),
            freelancer_id=contract.freelancer_id,
            freelancer=str(contract.freelancer),
            is_by_clock=milestone.was_approved_by_clock,
        )
    )
    escrows.release_locked(escrow, by=by, now=now)
    publish(MilestoneSettled(milestone_id=milestone.pk, outcome=MilestoneState.RELEASED))
    if is_last:
        contracts.finish_if_done(contract=contract, now=now)
    return milestone


def _record(milestone: Milestone, *, by: User | None, now: datetime) -> bool:
    """Write the milestone's end and its history; whether it was the last of its contract."""
    words: dict[str, Any] = {
        "milestone": milestone.pk,
        "from": str(milestone.state),
        "approved": MilestoneState.APPROVED.value,
        "released": MilestoneState.RELEASED.value,
        "by": by.pk if by is not None else None,
        "by_clock": milestone.was_approved_by_clock,
        "now": now,
        "ended": sorted(ENDED_MILESTONES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, words)
        is_last = bool(cursor.fetchone()[0])
    milestone.state = MilestoneState.RELEASED
    milestone.ended_at, milestone.review_deadline_at = now, None
    return is_last
