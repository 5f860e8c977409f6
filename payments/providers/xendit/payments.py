"""Payments through Xendit's payment requests (v3).

A payment request has no idempotency key and cannot be searched by our reference while it is
unpaid. Where an answer was lost, another request with the same reference is made: nobody has seen
the first, and money for it would still be found by our reference (`_paid`).
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from core.money import Money
from payments.providers.base import Found, PaymentAsked, Refused, Status, Unknown
from payments.providers.units import moment, needed, to_units, word
from payments.providers.xendit import client
from payments.providers.xendit.channels import BY_CODE, BY_WAY, CURRENCY, EXPONENTS, Channel
from payments.states import Method

_STATUS = {
    "ACCEPTING_PAYMENTS": Status.WAITING,
    "REQUIRES_ACTION": Status.WAITING,
    "AUTHORIZED": Status.PROCESSING,
    "SUCCEEDED": Status.DONE,
    "CANCELED": Status.EXPIRED,
    "EXPIRED": Status.EXPIRED,
    "FAILED": Status.FAILED,
}
_NOTHING = Money(0, CURRENCY)


def create(asked: PaymentAsked) -> Found:
    """Make a payment request: instructions for our page, or an address to go on at."""
    channel = BY_WAY.get((asked.method, asked.channel))
    if channel is None or asked.amount.currency != CURRENCY:
        raise Refused("not_offered")
    made = client.post(
        "/v3/payment_requests",
        {
            "reference_id": asked.key,
            "type": "PAY",
            "country": "ID",
            "currency": CURRENCY,
            "request_amount": to_units(asked.amount, EXPONENTS),
            "channel_code": channel.code,
            "channel_properties": _properties(channel, asked),
            "description": asked.description[:1000] or "Karya",
        },
        headers=client.VERSION,
    )
    return _found(made)


def fetch(key: str, reference: str) -> Found | None:
    """The payment as it is now; what was paid counts, whichever request of ours it was for."""
    found = _requested(reference) if reference else None
    if found is not None and found.status in {Status.WAITING, Status.PROCESSING, Status.DONE}:
        return found
    return _paid(key) or found


def cancel(key: str, reference: str) -> Found | None:
    """Take no more money for a request; where it is too late, how it stands.

    Source: docs.xendit.co/apidocs/cancel-payment-request.
    """
    if not reference:
        return None
    with suppress(Refused):  # paid, expired or failed already: the look says which
        client.post(f"/v3/payment_requests/{reference}/cancel", {}, headers=client.VERSION)
    return fetch(key, reference)


def _requested(reference: str) -> Found | None:
    request = client.get(f"/v3/payment_requests/{reference}", headers=client.VERSION)
    return _found(request) if request is not None else None


def transactions(key: str, kind: str) -> list[Any]:
    """What moved under our reference, as the transaction report has it, the oldest first."""
    listed = client.get("/transactions", [("reference_id", key), ("types", kind)])
    rows = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(rows, list):
        raise Unknown("no list")
    ours = [row for row in rows if word(row, "reference_id") == key]
    return sorted(ours, key=lambda row: word(row, "created"))


def _properties(channel: Channel, asked: PaymentAsked) -> dict[str, str]:
    if channel.is_bank:
        return {
            "display_name": _plain(asked.payer_name) or "Karya",
            "expires_at": asked.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    if channel.method == Method.QRIS:
        return {}
    urls = {"success_return_url": asked.return_url, "failure_return_url": asked.return_url}
    if channel.asks_phone and asked.payer_phone:
        return {**urls, "account_mobile_number": f"+62{asked.payer_phone.removeprefix('0')}"}
    return urls


def _plain(name: str) -> str:
    """Letters and blanks only, as banks show a name."""
    kept = "".join(c for c in name if c.isascii() and (c.isalpha() or c == " "))
    return " ".join(kept.split())[:50]


def _found(request: Any) -> Found:
    status = _STATUS.get(needed(request, "status"))
    if status is None:
        raise Unknown("another status")
    reference = needed(request, "payment_request_id")
    key = needed(request, "reference_id")
    if status == Status.DONE:
        return _captured(key, reference, request)
    return Found(
        key=key,
        reference=reference,
        status=status,
        amount=client.amount_of(request, "request_amount"),
        cost=_NOTHING,
        failure=client.failure_of(word(request, "failure_code")),
        checkout_url=_action(request, "WEB_URL") or _link(request),
        instructions=_instructions(request),
        expires_at=moment(word(request.get("channel_properties"), "expires_at")),
    )


def _captured(key: str, reference: str, request: Any) -> Found:
    """What was really paid, and when: the payment says it, not the request."""
    payment_id = needed(request, "latest_payment_id")
    payment = client.get(f"/v3/payments/{payment_id}", headers=client.VERSION)
    captures = payment.get("captures") if isinstance(payment, dict) else None
    if not isinstance(captures, list) or len(captures) != 1:
        raise Unknown("no single capture")
    currency = {"currency": payment.get("currency"), **captures[0]}
    rows = transactions(key, "PAYMENT")
    return Found(
        key=key,
        reference=reference,
        status=Status.DONE,
        amount=client.amount_of(currency, "capture_amount"),
        cost=client.cost_of(rows[0]) if rows else _NOTHING,
        settled_at=moment(word(captures[0], "capture_timestamp")),
    )


def _paid(key: str) -> Found | None:
    """Money that came under our reference for a request that we lost sight of."""
    for row in transactions(key, "PAYMENT"):
        data = row.get("product_data")
        if word(row, "status") == "SUCCESS":
            return Found(
                key=key,
                reference=word(data, "payment_request_id") or needed(row, "product_id"),
                status=Status.DONE,
                amount=client.amount_of(row, "amount"),
                cost=client.cost_of(row),
                settled_at=moment(word(row, "created")),
            )
    return None


def _action(request: Any, descriptor: str) -> str:
    actions = request.get("actions")
    for one in actions if isinstance(actions, list) else []:
        if word(one, "descriptor") == descriptor:
            return word(one, "value")
    return ""


def _link(request: Any) -> str:
    """An app's link that a browser follows; `gojek://` and the like go to the instructions."""
    link = _action(request, "DEEPLINK_URL")
    return link if link.startswith("https://") else ""


def _instructions(request: Any) -> dict[str, str]:
    channel = BY_CODE.get(word(request, "channel_code"))
    said = {
        "qr_string": _action(request, "QR_STRING"),
        "va_number": _action(request, "VIRTUAL_ACCOUNT_NUMBER"),
        "deeplink": _action(request, "DEEPLINK_URL"),
    }
    if channel is not None and channel.is_bank:
        said["bank"] = channel.channel
    return {name: value for name, value in said.items() if value}


def settled_moment(row: Any) -> datetime:
    """When a row of the report came to be; raises Unknown."""
    at = moment(word(row, "created"))
    if at is None:
        raise Unknown("no moment")
    return at
