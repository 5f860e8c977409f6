"""What follows in projects from what happened to the money below."""

from datetime import datetime

from core.events import on
from payments.events import (
    EscrowHeld,
    EscrowRefunded,
    EscrowReleased,
    EscrowSplit,
    PayinExpired,
    PayinFailed,
)
from payments.models import Escrow, Payin
from projects.models import Milestone
from projects.services import milestones


def _milestone_of(escrow_id: int) -> Milestone | None:
    return Milestone.objects.filter(escrow=escrow_id).select_related("escrow").first()


def _moment(moved: Escrow | Payin | None) -> datetime:
    """When the money moved, as its own history says."""
    assert moved is not None
    return moved.changes.latest("happened_at", "pk").happened_at


@on(EscrowHeld)
def fund_milestone(event: EscrowHeld) -> None:
    milestone = _milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.record_funding(milestone=milestone, now=_moment(milestone.escrow))


@on(PayinFailed)
@on(PayinExpired)
def wait_for_another_payment(event: PayinFailed | PayinExpired) -> None:
    payin = Payin.objects.get(pk=event.payin_id)
    milestone = _milestone_of(payin.escrow_id)
    if milestone is not None:
        milestones.record_unpaid(milestone=milestone, now=_moment(payin))


@on(EscrowReleased)
@on(EscrowRefunded)
@on(EscrowSplit)
def settle_milestone(event: EscrowReleased | EscrowRefunded | EscrowSplit) -> None:
    milestone = _milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.settle_from_escrow(milestone=milestone, now=_moment(milestone.escrow))
