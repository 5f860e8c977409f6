"""Payouts: a transfer to the person's connected account, then that account's payout to a bank.

Both carry our key. A transfer is found by its `transfer_group`, a payout among those of the
connected account since. When the bank sends a payout back, or never takes it, the transfer is
reversed before we call it returned: only then the money is on Karya's balance again. Where it
cannot be reversed, the payout is Stuck: it has neither arrived nor come back, and a person looks.
"""

import stripe
from stripe.params import PayoutCreateParams, TransferCreateParams

from core.money import Money
from payments.providers.base import Found, PayoutAsked, Refused, Status, Stuck
from payments.providers.stripe.client import NOT_OURS, OUR_KEY, Gone, Short, asking, looking
from payments.providers.stripe.payments import moment, name_of
from payments.providers.stripe.refunds import key_of
from payments.providers.stripe.units import from_stripe, to_stripe

_STATUS = {
    "pending": Status.PROCESSING,
    "in_transit": Status.PROCESSING,
    "paid": Status.DONE,
    "failed": Status.RETURNED,
    "canceled": Status.RETURNED,
}


def create(client: stripe.StripeClient, asked: PayoutAsked) -> Found:
    """Send money to a person: what an earlier attempt has done already is not done again.

    Raises Unknown while the balance is short, which passes; Refused where the connected account
    takes no payout, after the transfer came back; Stuck where it does not come back.
    """
    transfer = _transfer_of(client, asked.key)
    if transfer is None:
        _wait_for_balance(client, asked.amount)
        transfer = _transfer(client, asked)
    if transfer.reversed:
        raise Refused("payout_failed")
    known = _looked_up(client, transfer, "")
    if known is not None:
        return known
    try:
        payout = _pay_out(client, asked)
    except Refused:
        _bring_back(client, transfer)
        raise
    return _found(client, transfer, payout)


def fetch(client: stripe.StripeClient, key: str, reference: str) -> Found | None:
    """The payout as it is now; None while only the transfer, or nothing, was made.

    `reference` is the payout's name, empty while we have not heard it. Raises Stuck where the
    connected account is gone, and the transfer does not come back.
    """
    transfer = _transfer_of(client, key)
    return _looked_up(client, transfer, reference) if transfer is not None else None


def found_of(client: stripe.StripeClient, transfer: stripe.Transfer) -> Found | None:
    """The payout that a transfer was made for; raises Gone with its connected account."""
    payout = _payout_of(client, transfer)
    return _found(client, transfer, payout) if payout is not None else None


def _looked_up(
    client: stripe.StripeClient, transfer: stripe.Transfer, reference: str
) -> Found | None:
    try:
        return found_of(client, transfer)
    except Gone as gone:
        return _left_behind(client, transfer, reference, gone)


def _left_behind(
    client: stripe.StripeClient, transfer: stripe.Transfer, reference: str, gone: Gone
) -> Found:
    """Nobody sees any more whether an account that is gone paid out what it got.

    Where we have never heard of a payout, the transfer is taken back, which Stripe allows as long
    as the money is there. Where one was made, the bank may have paid it: a person finds out.
    """
    if reference and not transfer.reversed:
        raise Stuck(NOT_OURS) from gone
    _bring_back(client, transfer)
    amount = from_stripe(transfer.amount, transfer.currency)
    return Found(
        key=key_of(transfer),
        reference=reference or transfer.id,
        status=Status.RETURNED,
        amount=amount,
        cost=Money(0, amount.currency),
        failure=NOT_OURS,
    )


def _wait_for_balance(client: stripe.StripeClient, amount: Money) -> None:
    """Raises Unknown while too little is available: a transfer would fail, and Stripe would keep
    answering so under our key for a day."""
    with looking():
        balance = client.v1.balance.retrieve()
    units = [one.amount for one in balance.available if one.currency == amount.currency.lower()]
    if sum(units) < to_stripe(amount):
        raise Short("balance_insufficient")


def _transfer(client: stripe.StripeClient, asked: PayoutAsked) -> stripe.Transfer:
    params: TransferCreateParams = {
        "amount": to_stripe(asked.amount),
        "currency": asked.amount.currency.lower(),
        "destination": asked.account_number,
        "description": asked.description[:500],
        "metadata": {OUR_KEY: asked.key},
        "transfer_group": asked.key,
    }
    with asking():
        return client.v1.transfers.create(params, {"idempotency_key": asked.key})


def _pay_out(client: stripe.StripeClient, asked: PayoutAsked) -> stripe.Payout:
    params: PayoutCreateParams = {
        "amount": to_stripe(asked.amount),
        "currency": asked.amount.currency.lower(),
        "description": asked.description[:500],
        "metadata": {OUR_KEY: asked.key},
    }
    options: stripe.RequestOptions = {
        "idempotency_key": f"{asked.key}:payout",
        "stripe_account": asked.account_number,
    }
    with asking():
        return client.v1.payouts.create(params, options)


def _transfer_of(client: stripe.StripeClient, key: str) -> stripe.Transfer | None:
    with looking():
        transfers = client.v1.transfers.list({"transfer_group": key, "limit": 1})
    return transfers.data[0] if transfers.data else None


def _payout_of(client: stripe.StripeClient, transfer: stripe.Transfer) -> stripe.Payout | None:
    """Listed by date, newest first: the account's payouts since the transfer, matched by key."""
    account = name_of(transfer.destination)
    with looking():
        payouts = client.v1.payouts.list(
            {"created": {"gte": transfer.created}, "limit": 100}, {"stripe_account": account}
        )
        for payout in payouts.auto_paging_iter():
            if key_of(payout) == key_of(transfer):
                return payout
    return None


def _bring_back(client: stripe.StripeClient, transfer: stripe.Transfer) -> None:
    """Take the money from the connected account to Karya's balance again; safe to repeat.

    Raises Stuck where Stripe does not do so, or too little is left there.
    """
    if transfer.reversed:
        return
    options: stripe.RequestOptions = {"idempotency_key": f"{key_of(transfer)}:back"}
    try:
        with asking():
            client.v1.transfers.reversals.create(
                transfer.id, {"metadata": {OUR_KEY: key_of(transfer)}}, options
            )
    except Refused as refusal:
        raise Stuck(refusal.code) from refusal
    except Short as short:
        raise Stuck(str(short)) from short


def _found(client: stripe.StripeClient, transfer: stripe.Transfer, payout: stripe.Payout) -> Found:
    status = _STATUS.get(payout.status, Status.PROCESSING)
    if status == Status.RETURNED:
        _bring_back(client, transfer)
    amount = from_stripe(payout.amount, payout.currency)
    return Found(
        key=key_of(transfer),
        reference=payout.id,
        status=status,
        amount=amount,
        cost=Money(0, amount.currency),
        failure=(payout.failure_code or "payout_failed") if status == Status.RETURNED else "",
        settled_at=moment(payout.arrival_date) if status != Status.PROCESSING else None,
    )
