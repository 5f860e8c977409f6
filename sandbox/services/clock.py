"""What the bank does by the clock."""

from datetime import datetime

from django.db.models import Q

from sandbox.models import SandboxNotice, SandboxPayment, SandboxPayout, SandboxRefund
from sandbox.services import bank, notices
from sandbox.states import PaymentState

MOST = 500


def settle_due(*, now: datetime) -> None:
    """Settle everything whose time has come, oldest first."""
    waiting = Q(state=PaymentState.WAITING, expires_at__lte=now)
    for payment in SandboxPayment.objects.filter(waiting | Q(due_at__lte=now))[:MOST]:
        bank.settle_payment(payment=payment, now=now)
    for refund in SandboxRefund.objects.filter(due_at__lte=now)[:MOST]:
        bank.settle_refund(refund=refund, now=now)
    for payout in SandboxPayout.objects.filter(due_at__lte=now)[:MOST]:
        bank.settle_payout(payout=payout, now=now)


def deliver_due(*, now: datetime) -> None:
    """Deliver every notification whose time has come."""
    due = SandboxNotice.objects.filter(due_at__lte=now).order_by("due_at")
    for notice_id in due.values_list("pk", flat=True)[:MOST]:
        notices.deliver(notice_id=notice_id, now=now)
