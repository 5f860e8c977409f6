"""The bank's report for merchants: all that moved money, a row each, in its own units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sandbox.models import SandboxPayment, SandboxPayout, SandboxRefund
from sandbox.states import PaymentState, RefundState


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Money that moved: whole rupiah, or cents of another currency; the practice costs nothing."""

    subject: str
    key: str
    reference: str
    amount: int
    currency: str
    settled_at: datetime
    cost: int = 0


def rows(*, since: datetime, until: datetime) -> Iterator[Row]:
    """Payments, refunds, payouts and returned payouts from `since` on and before `until`."""
    yield from _payments(since, until)
    yield from _refunds(since, until)
    yield from _payouts(since, until)


def _payments(since: datetime, until: datetime) -> Iterator[Row]:
    paid = SandboxPayment.objects.filter(
        state=PaymentState.PAID, settled_at__gte=since, settled_at__lt=until
    )
    for payment in paid.iterator():
        if payment.settled_at is not None and payment.paid_amount is not None:
            yield Row(
                subject="payment",
                key=payment.key,
                reference=payment.reference,
                amount=payment.paid_amount,
                currency=payment.currency,
                settled_at=payment.settled_at,
            )


def _refunds(since: datetime, until: datetime) -> Iterator[Row]:
    done = SandboxRefund.objects.filter(
        state=RefundState.DONE, settled_at__gte=since, settled_at__lt=until
    )
    for refund in done.select_related("payment").iterator():
        if refund.settled_at is not None:
            yield Row(
                subject="refund",
                key=refund.key,
                reference=refund.reference,
                amount=refund.amount,
                currency=refund.payment.currency,
                settled_at=refund.settled_at,
            )


def _payouts(since: datetime, until: datetime) -> Iterator[Row]:
    for subject, moment in (("payout", "settled_at"), ("payout_return", "returned_at")):
        window = {f"{moment}__gte": since, f"{moment}__lt": until}
        for payout in SandboxPayout.objects.filter(**window).iterator():
            yield Row(
                subject=subject,
                key=payout.key,
                reference=payout.reference,
                amount=payout.amount,
                currency=payout.currency,
                settled_at=getattr(payout, moment),
            )
