"""Money in the state that a test needs, reached by the services and the sandbox bank."""

import itertools
from datetime import datetime
from typing import Any
from unittest.mock import patch

from accounts.models import User
from core.money import Money
from payments import tasks
from payments.fees import FeeTerms
from payments.models import Destination, Escrow, Payin, Payout, PolicyVersion
from payments.services import destinations, escrows, payins, payouts
from payments.states import Method
from payments.terms import current_fee_terms
from sandbox.models import SandboxPayment
from sandbox.services import bank, clock

_numbers = itertools.count(1)


def rupiah(amount: int) -> Money:
    """Whole rupiah as money."""
    return Money(amount * 100, "IDR")


def make_escrow(
    *, payer: User, payee: User, now: datetime, amount: Money | None = None, **given: Any
) -> Escrow:
    """An escrow of a million rupiah that nobody has paid yet."""
    return escrows.open_escrow(
        payer=payer,
        payee=payee,
        amount=rupiah(1_000_000) if amount is None else amount,
        fee_terms=given.get("fee_terms") or current_fee_terms(now),
        description=given.get("description", "Logo for a batik shop: first sketches"),
        reference=given.get("reference") or f"test:{next(_numbers)}",
        by=payer,
        now=now,
    )


def taxed_terms(**given: int) -> FeeTerms:
    """Fees as today; 11 % PPN on them and 0.5 % PPh 22."""
    policy = PolicyVersion.objects.latest("effective_at")
    fees = {"freelancer_bps": policy.freelancer_bps, "client_bps": policy.client_bps}
    taxes = {"ppn_bps": 1100, "pph22_bps": 50}
    return FeeTerms(**{**fees, **taxes, "policy_version": policy.pk, **given})


def start_payin(
    escrow: Escrow, *, now: datetime, method: str = Method.VA, channel: str = "", key: str = ""
) -> Payin:
    """The payer has chosen a way to pay and has not paid yet."""
    return payins.start_payin(
        escrow=escrow,
        method=method,
        channel=channel,
        by=escrow.payer,
        idempotency_key=key or f"key-{next(_numbers)}",
        return_url="http://testserver/paid/",
        now=now,
    )


def decide(payin: Payin, *, now: datetime, outcome: str = "success") -> SandboxPayment:
    """The payer acts on the bank's page; Karya has not heard of it yet."""
    return decide_later(payin, now=now, outcome=outcome, seconds=0)


def decide_later(
    payin: Payin, *, now: datetime, seconds: int, outcome: str = "success"
) -> SandboxPayment:
    """The same, but the bank needs some seconds."""
    return bank.decide_payment(
        payment=SandboxPayment.objects.get(key=payin.key),
        outcome=outcome,
        delay_seconds=seconds,
        is_told_twice=False,
        now=now,
    )


def pay(
    escrow: Escrow, amount: int, *, now: datetime, method: str = Method.VA, channel: str = ""
) -> Payin:
    """The payer transfers this many rupiah, whatever is asked for, and Karya hears of it."""
    payin = start_payin(escrow, now=now, method=method, channel=channel)
    transfer(payin, amount, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    return payin


def transfer(payin: Payin, amount: int, *, now: datetime) -> None:
    """The same for a payin that has begun; any way to pay, although a bank only does so by VA."""
    decide(payin, now=now)
    SandboxPayment.objects.filter(key=payin.key).update(paid_amount=amount)
    payins.look_up(payin_id=payin.pk, now=now)


def fund_escrow(escrow: Escrow, *, now: datetime, method: str = Method.VA) -> Payin:
    """The money of an escrow has arrived, as the bank reports it."""
    payin = start_payin(escrow, now=now, method=method)
    decide(payin, now=now)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    return payin


def make_held(*, payer: User, payee: User, now: datetime, **given: Any) -> Escrow:
    """An escrow whose money is held."""
    method = given.pop("method", Method.VA)
    escrow = make_escrow(payer=payer, payee=payee, now=now, **given)
    fund_escrow(escrow, now=now, method=method)
    return escrow


def earn(payee: User, *, payer: User, now: datetime, amount: Money | None = None) -> Escrow:
    """The payee has 90 % of the amount available."""
    escrow = make_held(payer=payer, payee=payee, now=now, amount=amount)
    return escrows.release(escrow=escrow, by=payer, now=now)


def make_destination(user: User, *, now: datetime, number: str = "1234567890") -> Destination:
    """A BCA account."""
    return destinations.add_destination(
        by=user, institution="bca", account_number=number, holder_name=user.name, now=now
    )


def request_payout(
    user: User, *, now: datetime, amount: Money | None = None, number: str = "1234567890"
) -> Payout:
    """Rp900.000 to the user's BCA account."""
    return payouts.request_payout(
        by=user,
        amount=rupiah(900_000) if amount is None else amount,
        destination=make_destination(user, now=now, number=number),
        idempotency_key=f"key-{next(_numbers)}",
        now=now,
    )


def run_payouts(*, now: datetime) -> None:
    """What beat runs each minute: parts are handed out, and the workers take them."""
    with patch("payments.tasks.timezone.now", lambda: now):
        tasks.sweep_payouts()


def settle_bank(*, now: datetime) -> None:
    """The bank carries out what is due, and tells nobody."""
    clock.settle_due(now=now)
