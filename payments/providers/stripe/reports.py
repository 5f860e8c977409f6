"""What moved money on the operator's balance at Stripe: its balance transactions."""

from collections.abc import Iterator
from typing import Any

import stripe
from stripe.params import BalanceTransactionListParams

from payments.providers.base import Found, Status
from payments.providers.stripe import payouts, refunds
from payments.providers.stripe.client import asking
from payments.providers.stripe.payments import moment, name_of
from payments.providers.stripe.units import from_stripe


def list_settled(client: stripe.StripeClient) -> Iterator[tuple[str, Found]]:
    """Payments, refunds and payouts that carry our key, from the newest back."""
    params: BalanceTransactionListParams = {"expand": ["data.source"], "limit": 100}
    with asking():
        booked = client.v1.balance_transactions.list(params)
        for one in booked.auto_paging_iter():
            yield from _row(client, one)


def _row(
    client: stripe.StripeClient, booked: stripe.BalanceTransaction
) -> Iterator[tuple[str, Found]]:
    source: Any = booked.source
    if source is None or isinstance(source, str) or not refunds.key_of(source):
        return
    if booked.type in {"charge", "payment"}:
        yield "payment", _payment(booked, source)
    elif booked.type in {"refund", "payment_refund"} and source.status == "succeeded":
        yield "refund", refunds.found(source)
    elif booked.type == "transfer":
        # The money left the balance with the transfer; the person has it with the payout.
        payout = payouts.found_of(client, source)
        if payout is not None and payout.status in {Status.DONE, Status.RETURNED}:
            yield "payout", payout


def _payment(booked: stripe.BalanceTransaction, charge: stripe.Charge) -> Found:
    return Found(
        key=refunds.key_of(charge),
        reference=name_of(charge.payment_intent or charge),
        status=Status.DONE,
        amount=from_stripe(charge.amount_captured, charge.currency),
        cost=from_stripe(booked.fee, booked.currency),
        settled_at=moment(booked.created),
    )
