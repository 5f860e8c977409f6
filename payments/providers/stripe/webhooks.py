"""Notifications of Stripe: signed, recent, and about an object that carries our key or its name."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import stripe

from payments.providers.base import BadSignature, Notice, Subject, read_json
from payments.providers.stripe.client import OUR_KEY
from payments.providers.units import word

TOLERANCE_SECONDS = 300
# What the endpoint must be told about; `doctor` compares it with what is registered.
EVENTS = (
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
)
CONNECT_EVENTS = (
    "account.updated",
    "payout.canceled",
    "payout.failed",
    "payout.paid",
    "payout.updated",
)
_SUBJECTS = {
    "checkout.session": Subject.PAYMENT,
    "payment_intent": Subject.PAYMENT,
    "charge": Subject.PAYMENT,
    "refund": Subject.REFUND,
    "transfer": Subject.PAYOUT,
    "payout": Subject.PAYOUT,
    "dispute": Subject.CHARGEBACK,
    "account": Subject.ACCOUNT,
}


def verify(
    *, body: bytes, headers: Mapping[str, str], secrets: Iterable[str], now: datetime
) -> Notice:
    """Read a notification; raises BadSignature.

    Several secrets may be valid: one per endpoint (own account, connected accounts), and the old
    and the new one while the operator changes them. The library refuses old timestamps; those
    from the future are refused here, so that nobody can keep a notification for later.
    """
    signature = headers.get("Stripe-Signature", "")
    _refuse_the_future(signature, now)
    payload = read_json(body)
    for secret in secrets:
        try:
            stripe.Webhook.construct_event(body, signature, secret, TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError):
            continue
        return _notice(payload)
    raise BadSignature


def _refuse_the_future(signature: str, now: datetime) -> None:
    for part in signature.split(","):
        name, _is, value = part.strip().partition("=")
        if name == "t" and value.isdecimal() and len(value) < 16:
            if int(value) <= now.timestamp() + TOLERANCE_SECONDS:
                return
            break
    raise BadSignature


def _notice(payload: Any) -> Notice:
    try:
        thing = payload["data"]["object"]
        return Notice(
            event_id=word(payload, "id"),
            kind=word(payload, "type"),
            object_key=word(thing.get("metadata"), OUR_KEY),
            payload=payload,
            subject=_SUBJECTS.get(thing["object"]),
            reference=word(thing, "id"),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise BadSignature from error
