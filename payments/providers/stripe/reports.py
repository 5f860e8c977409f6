"""What moved money of ours at Stripe: its balance transactions, the payouts behind transfers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe
import structlog
from stripe.params import BalanceTransactionListParams, TransferListParams

from core.money import Money
from payments.providers.base import Settled, Status, Subject
from payments.providers.stripe import payouts, refunds
from payments.providers.stripe.client import Gone, looking
from payments.providers.stripe.payments import name_of
from payments.providers.stripe.units import cost_from_stripe, from_stripe

_REFUNDS = {
    "refund": Subject.REFUND,
    "payment_refund": Subject.REFUND,
    "refund_failure": Subject.REFUND_RETURN,
}
_DISPUTES = {
    "dispute": Subject.CHARGEBACK,
    "dispute_reversal": Subject.CHARGEBACK_RETURN,
}
log = structlog.get_logger(__name__)
IN_TRANSIT_AT_MOST = timedelta(days=30)


def list_settled(
    client: stripe.StripeClient, since: datetime, until: datetime
) -> Iterator[Settled]:
    """Payments, refunds, payouts and returned payouts from `since` on and before `until`."""
    params: BalanceTransactionListParams = {
        "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
        "expand": ["data.source"],
        "limit": 100,
    }
    with looking():
        booked = client.v1.balance_transactions.list(params)
        for one in booked.auto_paging_iter():
            yield from _row(one)
    yield from _payouts(client, since, until)


def _row(booked: stripe.BalanceTransaction) -> Iterator[Settled]:
    source: Any = booked.source
    if source is None or isinstance(source, str):
        return
    if booked.type in {"charge", "payment"} and refunds.key_of(source):
        name = name_of(source.payment_intent or source)
        amount = from_stripe(source.amount_captured, source.currency)
        yield _settled(Subject.PAYMENT, booked, source, name, amount)
    elif booked.type in _REFUNDS and _was_sent(source):
        amount = from_stripe(source.amount, source.currency)
        yield _settled(_REFUNDS[booked.type], booked, source, source.id, amount)
    elif booked.reporting_category in _DISPUTES:
        amount = from_stripe(abs(booked.amount), booked.currency)
        yield _settled(_DISPUTES[booked.reporting_category], booked, source, source.id, amount)


def _was_sent(refund: Any) -> bool:
    """Whether it left us, be it that the payer's bank sent it back later."""
    return refund.status == "succeeded" or bool(
        getattr(refund, "failure_balance_transaction", None)
    )


def _settled(
    subject: Subject, booked: stripe.BalanceTransaction, source: Any, name: str, amount: Money
) -> Settled:
    return Settled(
        subject=subject,
        key=refunds.key_of(source),
        reference=name,
        amount=amount,
        cost=cost_from_stripe(booked.fee, booked.currency),
        settled_at=datetime.fromtimestamp(booked.created, UTC),
    )


def _payouts(client: stripe.StripeClient, since: datetime, until: datetime) -> Iterator[Settled]:
    """The money leaves the balance with the transfer; the person has it when the payout is paid.

    A payout that came back is two rows, the second of the day on which the transfer was reversed.
    """
    first = int((since - IN_TRANSIT_AT_MOST).timestamp())
    params: TransferListParams = {
        "created": {"gte": first, "lt": int(until.timestamp())},
        "limit": 100,
    }
    with looking():
        transfers = client.v1.transfers.list(params)
        for transfer in transfers.auto_paging_iter():
            rows = _rows_of(client, transfer) if refunds.key_of(transfer) else ()
            yield from (row for row in rows if since <= row.settled_at < until)


def _rows_of(client: stripe.StripeClient, transfer: stripe.Transfer) -> Iterator[Settled]:
    try:
        payout = payouts.found_of(client, transfer)
    except Gone:  # nobody sees its payout any more; the rest of the report is still worth reading
        log.warning("stripe_account_gone", transfer=transfer.id)
        return
    if payout is None or payout.settled_at is None:
        return
    row = Settled(
        subject=Subject.PAYOUT,
        key=payout.key,
        reference=payout.reference,
        amount=payout.amount,
        cost=payout.cost,
        settled_at=payout.settled_at,
    )
    yield row
    if payout.status == Status.RETURNED and transfer.reversals.data:
        returned_at = datetime.fromtimestamp(transfer.reversals.data[0].created, UTC)
        yield Settled(
            subject=Subject.PAYOUT_RETURN,
            key=row.key,
            reference=row.reference,
            amount=row.amount,
            cost=row.cost,
            settled_at=returned_at,
        )
