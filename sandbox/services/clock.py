"""What the bank does by the clock."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from core.sweeps import while_moving
from sandbox.models import (
    SandboxChargeback,
    SandboxNotice,
    SandboxPayment,
    SandboxPayout,
    SandboxRefund,
)
from sandbox.services import bank, chargebacks, notices
from sandbox.states import PaymentState

MOST = 500
M = TypeVar("M", bound=Model)


def settle_due(*, now: datetime) -> None:
    """Settle everything whose time has come, oldest first."""
    waiting = Q(state=PaymentState.WAITING, expires_at__lte=now)
    for payment in _each(SandboxPayment.objects.filter(waiting | Q(due_at__lte=now))):
        bank.settle_payment(payment=payment, now=now)
    for refund in _each(SandboxRefund.objects.filter(due_at__lte=now)):
        bank.settle_refund(refund=refund, now=now)
    for payout in _each(SandboxPayout.objects.filter(due_at__lte=now)):
        bank.settle_payout(payout=payout, now=now)
    for chargeback in _each(SandboxChargeback.objects.filter(due_at__lte=now)):
        chargebacks.decide(chargeback=chargeback, is_won=False, now=now)


def deliver_due(*, now: datetime) -> None:
    """Deliver every notification whose time has come."""
    due = SandboxNotice.objects.filter(due_at__lte=now).order_by("due_at")
    for notice in _each(due):
        notices.deliver(notice_id=notice.pk, now=now)


def _each(due: QuerySet[M]) -> Iterator[M]:
    return while_moving(list(due[:MOST]))
