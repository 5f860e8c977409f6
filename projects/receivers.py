"""What follows in projects from what happened to the money below."""

from datetime import datetime

from django.utils import timezone

from core.events import on
from payments.events import (
    EscrowHeld,
    EscrowRefunded,
    EscrowReleased,
    EscrowSplit,
    PayinExpired,
    PayinFailed,
)
from projects.models import Milestone
from projects.services import milestones


def _milestone_of(escrow_id: int) -> Milestone | None:
    return Milestone.objects.filter(escrow=escrow_id).first()


def _now() -> datetime:
    return timezone.now()


@on(EscrowHeld)
def fund_milestone(event: EscrowHeld) -> None:
    milestone = _milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.record_funding(milestone=milestone, now=_now())


@on(PayinFailed)
@on(PayinExpired)
def wait_for_another_payment(event: PayinFailed | PayinExpired) -> None:
    milestone = Milestone.objects.filter(escrow__payins=event.payin_id).first()
    if milestone is not None:
        milestones.record_unpaid(milestone=milestone, now=_now())


@on(EscrowReleased)
@on(EscrowRefunded)
@on(EscrowSplit)
def settle_milestone(event: EscrowReleased | EscrowRefunded | EscrowSplit) -> None:
    milestone = _milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.settle_from_escrow(milestone=milestone, now=_now())
