"""Payouts v2 to banks and e-wallets: looked up by our reference, made once per our key.

Source: docs.xendit.co/apidocs/create-payout, get-all-payouts, payout-webhook.
"""

import re
from typing import Any

from core.money import Money
from payments.providers.base import Found, PayoutAsked, Refused, Status, Unknown
from payments.providers.units import moment, needed, to_units, word
from payments.providers.xendit import client
from payments.providers.xendit.channels import CURRENCY, EXPONENTS, INSTITUTIONS
from payments.providers.xendit.payments import transactions
from payments.states import Rail

_STATUS = {
    "ACCEPTED": Status.PROCESSING,
    "REQUESTED": Status.PROCESSING,
    "LOCKED": Status.PROCESSING,
    "SUCCEEDED": Status.DONE,
    "FAILED": Status.FAILED,
    "CANCELLED": Status.FAILED,
    "REVERSED": Status.RETURNED,
}


def create(asked: PayoutAsked) -> Found:
    """Send money to a person; the same key is the same payout."""
    code = INSTITUTIONS.get(asked.institution)
    if code is None or asked.amount.currency != CURRENCY:
        raise Refused("not_offered")
    made = client.post(
        "/v2/payouts",
        {
            "reference_id": asked.key,
            "channel_code": code,
            "channel_properties": {
                "account_number": _number(asked),
                "account_holder_name": asked.holder_name,
            },
            "amount": to_units(asked.amount, EXPONENTS),
            "currency": CURRENCY,
            "description": asked.description[:100],
        },
        headers={"idempotency-key": asked.key},
    )
    return _found(made)


def fetch(key: str) -> Found | None:
    """The payout of our key; one that failed counts only where there is no other."""
    listed = client.get("/v2/payouts", [("reference_id", key)])
    rows = listed.get("data") if isinstance(listed, dict) else listed
    if rows is None:
        return None
    if not isinstance(rows, list):
        raise Unknown("no list")
    found = [_found(row) for row in rows if word(row, "reference_id") == key]
    found.sort(key=lambda one: one.status == Status.FAILED)
    return found[0] if found else None


def _number(asked: PayoutAsked) -> str:
    """E-wallets are phones as people here write them: 08…"""
    is_phone = asked.rail == Rail.EWALLET
    return re.sub(r"^62", "0", asked.account_number) if is_phone else asked.account_number


def _found(payout: Any) -> Found:
    status = _STATUS.get(needed(payout, "status"))
    if status is None:
        raise Unknown("another status")
    key = needed(payout, "reference_id")
    return Found(
        key=key,
        reference=needed(payout, "id"),
        status=status,
        amount=client.amount_of(payout, "amount"),
        cost=_cost(key) if status == Status.DONE else Money(0, CURRENCY),
        failure=client.failure_of(word(payout, "failure_code")),
        settled_at=moment(word(payout, "updated")),
    )


def _cost(key: str) -> Money:
    rows = transactions(key, "DISBURSEMENT")
    return client.cost_of(rows[0]) if rows else Money(0, CURRENCY)
