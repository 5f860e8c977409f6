"""Payments: a hosted Checkout Session with its PaymentIntent, known by our key.

The session carries our key as `client_reference_id`, its PaymentIntent and charge as
`transfer_group` and in the metadata. So a payment is found by the session's own name, by the list
of charges with our `transfer_group` once somebody paid, and by the list of open sessions before
that. Stripe's search is not used: it lags behind.
"""

from datetime import UTC, datetime
from typing import Any

import stripe
import structlog
from django.conf import settings
from stripe.params.checkout import SessionCreateParams

from core.money import Money
from payments.providers.base import Found, PaymentAsked, Refused, Status
from payments.providers.stripe.client import OUR_KEY, Missing, asking, looking
from payments.providers.stripe.units import cost_from_stripe, from_stripe, to_stripe

log = structlog.get_logger(__name__)
_EXPAND = ["payment_intent.latest_charge.balance_transaction"]
_OF_INTENT = {
    "processing": Status.PROCESSING,
    "requires_capture": Status.PROCESSING,
    "succeeded": Status.DONE,
}
# What the session says where its PaymentIntent waits for the payer, who may try another card.
_OF_SESSION = {"open": Status.WAITING, "expired": Status.EXPIRED, "complete": Status.FAILED}


def create(client: stripe.StripeClient, asked: PaymentAsked) -> Found:
    """Ask for a page to pay on, under our own idempotency key."""
    with asking():
        session = client.v1.checkout.sessions.create(_params(asked), {"idempotency_key": asked.key})
    return _found(session)


def fetch(client: stripe.StripeClient, key: str, reference: str) -> Found | None:
    """The payment as it is now; None where Stripe has none of our key."""
    session = _retrieve(client, key, reference)
    return _found(session) if session is not None else None


def cancel(client: stripe.StripeClient, key: str, reference: str) -> Found | None:
    """Close the page of a payment; one that is paid or closed already stays as it is."""
    session_id = reference or _session_of(client, key)
    if not session_id:
        return None
    try:
        with asking():
            client.v1.checkout.sessions.expire(session_id, {}, {"idempotency_key": f"{key}:expire"})
    except Refused as refusal:  # it is not open any more, or was never there
        log.info("stripe_not_called_off", code=refusal.code)
    return fetch(client, key, session_id)


def intent_of(client: stripe.StripeClient, key: str, reference: str) -> str:
    """The name of the PaymentIntent that a payment was paid by; raises Refused where none was."""
    session = _retrieve(client, key, reference)
    if session is None or session.payment_intent is None:
        raise Refused("not_paid")
    return name_of(session.payment_intent)


def name_of(thing: Any) -> str:
    """The id of an object that Stripe may have expanded."""
    return thing if isinstance(thing, str) else str(thing.id)


def moment(seconds: int | None) -> datetime | None:
    """A time of Stripe's."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _params(asked: PaymentAsked) -> SessionCreateParams:
    ours = {OUR_KEY: asked.key}
    params: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": asked.key,
        "metadata": ours,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": asked.amount.currency.lower(),
                    "unit_amount": to_stripe(asked.amount),
                    "product_data": {"name": asked.description[:250] or settings.SITE_NAME},
                },
            }
        ],
        "payment_intent_data": {
            # Captured at once: the cost is known when the payment succeeds.
            "capture_method": "automatic",
            "description": asked.description[:500],
            "metadata": ours,
            "transfer_group": asked.key,
        },
        "adaptive_pricing": {"enabled": False},  # nothing converts silently
        "success_url": asked.return_url,
        "cancel_url": asked.return_url,
        "expires_at": int(asked.expires_at.timestamp()),
    }
    if asked.payer_email:
        params["customer_email"] = asked.payer_email
    if settings.STRIPE_PAYMENT_METHOD_CONFIGURATION:
        params["payment_method_configuration"] = settings.STRIPE_PAYMENT_METHOD_CONFIGURATION
    return params


def _retrieve(
    client: stripe.StripeClient, key: str, reference: str
) -> stripe.checkout.Session | None:
    session_id = reference or _session_of(client, key)
    if not session_id:
        return None
    try:
        with looking():
            return client.v1.checkout.sessions.retrieve(session_id, {"expand": _EXPAND})
    except Missing:
        return None


def _session_of(client: stripe.StripeClient, key: str) -> str:
    """The session of our key where its name was lost: paid ones by their charge, others open."""
    with looking():
        charges = client.v1.charges.list({"transfer_group": key, "limit": 1})
        for charge in charges.data:
            if charge.payment_intent is not None:
                intent = name_of(charge.payment_intent)
                paid = client.v1.checkout.sessions.list({"payment_intent": intent, "limit": 1})
                return paid.data[0].id if paid.data else ""
        sessions = client.v1.checkout.sessions.list({"status": "open", "limit": 100})
        for session in sessions.auto_paging_iter():
            if session.client_reference_id == key:
                return session.id
    return ""


def _found(session: stripe.checkout.Session) -> Found:
    intent = session.payment_intent if not isinstance(session.payment_intent, str) else None
    status, amount, cost, at = _state_of(session, intent)
    return Found(
        key=session.client_reference_id or "",
        reference=session.id,
        status=status,
        amount=amount,
        cost=cost,
        failure=_failure_of(intent) if status == Status.FAILED else "",
        checkout_url=session.url or "",
        expires_at=moment(session.expires_at),
        settled_at=at,
    )


def _state_of(
    session: stripe.checkout.Session, intent: stripe.PaymentIntent | None
) -> tuple[Status, Money, Money, datetime | None]:
    """Status, amount, cost and moment; paid only when the cost is known, which is soon."""
    asked = from_stripe(session.amount_total or 0, session.currency or "usd")
    free = Money(0, asked.currency)
    status = _status(session, intent)
    charge = intent.latest_charge if intent is not None else None
    if status != Status.DONE or intent is None or charge is None or isinstance(charge, str):
        return (Status.PROCESSING if status == Status.DONE else status), asked, free, None
    booked = charge.balance_transaction
    if booked is None or isinstance(booked, str):
        return Status.PROCESSING, asked, free, None
    paid = from_stripe(intent.amount_received, intent.currency)
    return Status.DONE, paid, cost_from_stripe(booked.fee, booked.currency), moment(charge.created)


def _status(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> Status:
    if intent is not None and intent.status in _OF_INTENT:
        return _OF_INTENT[intent.status]
    is_asked_for_more = intent is not None and intent.status == "requires_action"
    if session.status == "complete" and is_asked_for_more:  # a voucher, a bank transfer
        return Status.PROCESSING
    return _OF_SESSION[session.status or "open"]


def _failure_of(intent: stripe.PaymentIntent | None) -> str:
    """The bank's own code where it gave one; fields that do not apply are not there at all."""
    error = intent.last_payment_error if intent is not None else None
    codes = [getattr(error, name, None) for name in ("decline_code", "code")]
    return next((str(code) for code in codes if code), "refused_by_bank")
