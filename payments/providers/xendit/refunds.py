"""Refunds: looked for among those of the payment first, then asked for under our key.

Source: docs.xendit.co/apidocs/refund-payment-request; the list and the idempotency key are those
of Xendit's own libraries (GET /refunds?payment_request_id=…). Virtual accounts and OVO take no
refunds: Xendit says REFUND_NOT_SUPPORTED, and a person decides.
"""

from typing import Any

from core.money import Money
from payments.providers.base import Found, RefundAsked, Status, Unknown
from payments.providers.units import moment, needed, to_units, word
from payments.providers.xendit import client
from payments.providers.xendit.channels import CURRENCY, EXPONENTS

_STATUS = {
    "PENDING": Status.PROCESSING,
    "SUCCEEDED": Status.DONE,
    "FAILED": Status.FAILED,
    "CANCELLED": Status.FAILED,
}


def create(asked: RefundAsked) -> Found:
    """Send back a part or all of a payment, once per key."""
    known = _known(asked)
    if known is not None:
        return known
    made = client.post(
        "/refunds",
        {
            "reference_id": asked.key,
            "payment_request_id": asked.payment_reference,
            "currency": CURRENCY,
            "amount": to_units(asked.amount, EXPONENTS),
            "reason": "REQUESTED_BY_CUSTOMER",
        },
        headers={"idempotency-key": asked.key},
    )
    return _found(made)


def fetch(reference: str) -> Found | None:
    """The refund of that name; without a name there is nothing to look up but in `create`."""
    if not reference:
        return None
    refund = client.get(f"/refunds/{reference}")
    return _found(refund) if refund is not None else None


def _known(asked: RefundAsked) -> Found | None:
    listed = client.get(
        "/refunds", [("payment_request_id", asked.payment_reference), ("limit", "100")]
    )
    if listed is None:
        return None
    rows = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(rows, list):
        raise Unknown("no list")
    ours = [row for row in rows if word(row, "reference_id") == asked.key]
    return _found(ours[0]) if ours else None


def _found(refund: Any) -> Found:
    status = _STATUS.get(needed(refund, "status"))
    if status is None:
        raise Unknown("another status")
    return Found(
        key=needed(refund, "reference_id"),
        reference=needed(refund, "id"),
        status=status,
        amount=client.amount_of(refund, "amount"),
        cost=Money(0, CURRENCY),
        failure=client.failure_of(word(refund, "failure_code")),
        settled_at=moment(word(refund, "updated")),
    )
