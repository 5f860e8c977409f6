"""What the book says about the money of one escrow, for a bundle.

No word of how the payer reached their bank: numbers of providers, phones and accounts stay out.
"""

from typing import Any

from payments.models import Entry, Escrow, Payin, Refund
from payments.selectors import lines_about, slices_of


def payments_of(escrow: Escrow | None) -> dict[str, Any]:
    """The figures of the money bar, the payments, refunds, earnings and lines of the book."""
    if escrow is None:
        return {}
    payins = escrow.payins.order_by("pk")
    return {
        "escrow": escrow.pk,
        "reference": escrow.reference,
        "state": escrow.state,
        "currency": escrow.currency,
        "price_minor": escrow.amount_minor,
        "paid_minor": escrow.paid_minor,
        "money_bar": {one.kind: one.amount.minor for one in slices_of([escrow])},
        "payments": [_payin(one) for one in payins],
        "refunds": [_refund(one) for one in escrow.refunds.order_by("pk")],
        "history": [
            {
                "at": change.happened_at.isoformat(),
                "what": change.kind,
                "from": change.from_state,
                "to": change.to_state,
                "reason": change.reason,
            }
            for change in escrow.changes.all()
        ],
        "book": [_line(one) for one in lines_about([escrow])],
    }


def _payin(payin: Payin) -> dict[str, Any]:
    return {
        "payment": payin.pk,
        "method": payin.method,
        "state": payin.state,
        "asked_minor": payin.amount_minor,
        "received_minor": payin.received_minor,
        "created_at": payin.created_at.isoformat(),
        "captured_at": payin.captured_at.isoformat() if payin.captured_at else None,
    }


def _refund(refund: Refund) -> dict[str, Any]:
    return {
        "refund": refund.pk,
        "payment": refund.payin_id,
        "amount_minor": refund.amount_minor,
        "state": refund.state,
        "reason": refund.reason,
        "done_at": refund.done_at.isoformat() if refund.done_at else None,
    }


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.pk,
        "transfer": entry.transfer.key,
        "reference": entry.transfer.reference,
        "what": entry.transfer.kind,
        "account": entry.account.kind,
        "amount_minor": entry.amount_minor,
        "posted_at": entry.transfer.posted_at.isoformat(),
    }
