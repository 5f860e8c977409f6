"""Payouts with two keys: one creates, the other approves.

A payout that was only created pays nothing, and cannot be searched by our key. So it is approved
later, by the reference that our row keeps by then (`fetch`): where the answer of a creation was
lost, another one may wait there for ever, and only the one in our row is ever approved.
Sources: docs.midtrans.com/reference/notification-payload, iris-docs.midtrans.com.
"""

from typing import Any

from django.conf import settings

from core.money import Money
from payments.providers.base import Found, PayoutAsked, Refused, Status, Unknown
from payments.providers.midtrans import client
from payments.providers.midtrans.channels import CURRENCY, EXPONENTS, INSTITUTIONS
from payments.providers.units import from_number, moment, needed, to_units, word

_STATUS = {
    "queued": Status.WAITING,
    "approved": Status.PROCESSING,
    "processed": Status.PROCESSING,
    "completed": Status.DONE,
    "rejected": Status.FAILED,
    # The bank may send it back after it was completed, and this is how Midtrans says so.
    "failed": Status.RETURNED,
}


def create(asked: PayoutAsked) -> Found:
    """Create a payout that still waits for its approval."""
    bank = INSTITUTIONS.get(asked.institution)
    if bank is None or asked.amount.currency != CURRENCY:
        raise Refused("not_offered")
    one = {
        "beneficiary_name": asked.holder_name,
        "beneficiary_account": asked.account_number,
        "beneficiary_bank": bank,
        "amount": f"{to_units(asked.amount, EXPONENTS)}.00",
        "notes": "".join(c for c in asked.description if c.isalnum() or c == " ")[:100],
    }
    answer = client.payouts(
        "POST",
        "/payouts",
        user=settings.IRIS_CREATOR_KEY,
        body={"payouts": [one]},
        headers={"X-Idempotency-Key": asked.key},
    )
    if answer.status in {400, 404, 422}:
        raise Refused("refused_by_provider")
    made = answer.body.get("payouts") if isinstance(answer.body, dict) else None
    if not answer.is_success or not isinstance(made, list) or len(made) != 1:
        raise Unknown("no payout")
    return Found(
        key=asked.key,
        reference=needed(made[0], "reference_no"),
        status=Status.WAITING,
        amount=asked.amount,
        cost=Money(0, CURRENCY),
    )


def fetch(key: str, reference: str) -> Found | None:
    """The payout of a reference; what still waits there is approved, now that our row names it."""
    if not reference:
        return None
    answer = client.payouts("GET", f"/payouts/{reference}", user=settings.IRIS_CREATOR_KEY)
    if answer.status == 404:
        return None
    if not answer.is_success:
        raise Unknown(str(answer.status))
    found = _found(key, answer.body)
    if found.status == Status.WAITING:
        _approve(reference)
    return found


def _approve(reference: str) -> None:
    """Let it go; a second approval is refused there, and the next look tells how it stands."""
    client.payouts(
        "POST",
        "/payouts/approve",
        user=settings.IRIS_APPROVER_KEY,
        body={"reference_nos": [reference]},
    )


def _found(key: str, payout: Any) -> Found:
    status = _STATUS.get(needed(payout, "status"))
    if status is None:
        raise Unknown("another status")
    return Found(
        key=key,
        reference=needed(payout, "reference_no"),
        status=status,
        amount=from_number(payout.get("amount"), CURRENCY, EXPONENTS),
        cost=Money(0, CURRENCY),
        failure="refused_by_bank" if status in {Status.FAILED, Status.RETURNED} else "",
        settled_at=moment(word(payout, "updated_at")),
    )
