"""The steps that prove a provider's adapter against its own test mode."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from core.money import Money
from payments.providers.base import PaymentAsked, Provider, RefundAsked, Status, Unknown
from payments.services.addresses import absolute
from payments.services.keys import fresh_key
from payments.services.registry import provider_named
from payments.states import Method

TEN = 10_000_000  # minor units: Rp100.000; dollars are asked for in a hundredth of it
Step = tuple[str, bool]


def prove_stripe(*, now: datetime, wait: Callable[[str], None]) -> Iterator[Step]:
    """A step and whether it held, one after the other; `wait` lets a person pay at an address."""
    stripe = provider_named("stripe")
    asked = _asked(settings.STRIPE_CURRENCIES[0].upper(), now)
    made = stripe.create_payment(asked, now=now)
    yield "a page to pay on is made", made.status == Status.WAITING
    again = stripe.create_payment(asked, now=now)
    yield "the same key is the same page", again.reference == made.reference
    yield "other words under the key are refused", _is_unknown(stripe, asked, now)
    found = stripe.fetch_payment(asked.key, "")
    yield "it is found by list", found is not None and found.reference == made.reference
    wait(made.checkout_url)
    yield from _paid(stripe, asked, now)
    other = replace(asked, key=fresh_key("pi"))
    reference = stripe.create_payment(other, now=now).reference
    closed = stripe.cancel_payment(other.key, reference)
    yield "a page is called off", closed is not None and closed.status == Status.EXPIRED


def _paid(stripe: Provider, asked: PaymentAsked, now: datetime) -> Iterator[Step]:
    paid = stripe.fetch_payment(asked.key, "")
    is_paid = paid is not None and paid.status == Status.DONE and bool(paid.cost)
    yield "it is paid, and its cost is known", is_paid
    part = Money(asked.amount.minor // 2, asked.amount.currency)
    wanted = RefundAsked(
        key=fresh_key("rf"),
        payment_key=asked.key,
        payment_reference="",
        amount=part,
        reason="agreed",
    )
    first, second = stripe.refund(wanted, now=now), stripe.refund(wanted, now=now)
    yield "a part is refunded, once", first.reference == second.reference and first.amount == part
    rows = stripe.list_settled(now - timedelta(minutes=5), now + timedelta(hours=1))
    yield "the report names the payment", asked.key in {row.key for row in rows}


def _asked(currency: str, now: datetime) -> PaymentAsked:
    minor = TEN if currency == "IDR" else TEN // 10_000
    return PaymentAsked(
        key=fresh_key("pi"),
        amount=Money(minor, currency),
        method=Method.CARD,
        description="Karya proves its adapter",
        return_url=absolute("/"),
        notify_url="",
        expires_at=now + timedelta(hours=23),
    )


def _is_unknown(stripe: Provider, asked: PaymentAsked, now: datetime) -> bool:
    more = Money(asked.amount.minor * 2, asked.amount.currency)
    try:
        stripe.create_payment(replace(asked, amount=more), now=now)
    except Unknown:
        return True
    return False
