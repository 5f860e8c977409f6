"""Refunds of a part or all of a payment; found again among the refunds of its PaymentIntent."""

from typing import Any

import stripe
from stripe.params import RefundCreateParams

from core.money import Money
from payments.providers.base import Found, RefundAsked, Status
from payments.providers.stripe.client import OUR_KEY, Missing, asking, looking
from payments.providers.stripe.payments import intent_of, moment
from payments.providers.stripe.units import from_stripe, to_stripe

_STATUS = {
    "pending": Status.PROCESSING,
    "requires_action": Status.PROCESSING,
    "succeeded": Status.DONE,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}


def create(client: stripe.StripeClient, asked: RefundAsked) -> Found:
    """Send money back, looking first among the payment's refunds for the one of our key."""
    intent = intent_of(client, asked.payment_key, asked.payment_reference)
    with looking():
        known = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
        for refund in known.auto_paging_iter():
            if key_of(refund) == asked.key:
                return found(refund)
    params: RefundCreateParams = {
        "payment_intent": intent,
        "amount": to_stripe(asked.amount),
        "reason": "duplicate" if asked.reason == "excess" else "requested_by_customer",
        "metadata": {OUR_KEY: asked.key},
    }
    with asking():
        return found(client.v1.refunds.create(params, {"idempotency_key": asked.key}))


def fetch(client: stripe.StripeClient, reference: str) -> Found | None:
    """The refund as it is now; None while its name is unknown: `create` finds it by our key."""
    if not reference:
        return None
    try:
        with looking():
            return found(client.v1.refunds.retrieve(reference))
    except Missing:
        return None


def key_of(thing: Any) -> str:
    """Our key in the metadata of an object; empty where it is not one of ours."""
    metadata = getattr(thing, "metadata", None)
    return str(getattr(metadata, OUR_KEY, "") or "") if metadata is not None else ""


def found(refund: stripe.Refund) -> Found:
    """A refund in the words of the port."""
    status = _STATUS.get(refund.status or "pending", Status.PROCESSING)
    amount = from_stripe(refund.amount, refund.currency)
    return Found(
        key=key_of(refund),
        reference=refund.id,
        status=status,
        amount=amount,
        cost=Money(0, amount.currency),
        failure=(getattr(refund, "failure_reason", None) or "refund_failed")
        if status == Status.FAILED
        else "",
        settled_at=moment(refund.created) if status == Status.DONE else None,
    )
