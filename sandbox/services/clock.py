"""What the bank does by the clock."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from core.failures import run_each
from core.sweeps import each
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
    is_due = Q(due_at__lte=now)
    over = Q(state=PaymentState.WAITING, expires_at__lte=now)
    payments = SandboxPayment.objects.filter(over | is_due).order_by("due_at", "pk")
    refunds = SandboxRefund.objects.filter(is_due).order_by("due_at", "pk")
    payouts = SandboxPayout.objects.filter(is_due).order_by("due_at", "pk")
    disputed = SandboxChargeback.objects.filter(is_due).order_by("due_at", "pk")
    decide = partial(chargebacks.decide, is_won=False, now=now)
    steps: dict[str, Callable[[], None]] = {
        "payments": lambda: _each(payments, lambda p: bank.settle_payment(payment=p, now=now)),
        "refunds": lambda: _each(refunds, lambda r: bank.settle_refund(refund=r, now=now)),
        "payouts": lambda: _each(payouts, lambda p: bank.settle_payout(payout=p, now=now)),
        "chargebacks": lambda: _each(disputed, lambda c: decide(chargeback=c)),
    }
    run_each(steps)


def deliver_due(*, now: datetime) -> None:
    """Deliver every notification whose time has come."""
    due = SandboxNotice.objects.filter(due_at__lte=now).order_by("due_at")
    _each(due, lambda notice: notices.deliver(notice_id=notice.pk, now=now))


def _each(due: QuerySet[M], act: Callable[[M], object]) -> None:
    each(list(due[:MOST]), act, what=due.model._meta.db_table)
