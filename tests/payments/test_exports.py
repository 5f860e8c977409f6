"""What somebody takes along of money: what was asked and what came, and all that went back."""

import json
from datetime import datetime

import pytest

from accounts.models import User
from payments.exports import paying_of
from payments.models import Escrow, Payin
from payments.services import chargebacks, escrows, payouts, set_asides
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db


@pytest.mark.broken_book  # the rows alone are changed here
@pytest.mark.parametrize(
    ("surplus", "arrived"), [(0, "Rp300,000"), (100_000, "Rp301,000")], ids=["short", "more"]
)
def test_a_payment_says_what_was_asked_and_what_arrived(
    held: Escrow, clara: User, surplus: int, arrived: str
) -> None:
    Payin.objects.update(received_minor=30_000_000, surplus_minor=surplus)
    (paid,) = paying_of(clara)["payments"]
    assert (paid["asked"], paid["arrived"]) == ("Rp1,000,000", arrived)


def test_what_did_not_come_did_not_arrive(escrow: Escrow, clara: User, now: datetime) -> None:
    money.start_payin(escrow, now=now)
    (paid,) = paying_of(clara)["payments"]
    assert (paid["asked"], paid["arrived"]) == ("Rp1,000,000", "")


def test_refunds_go_along(held: Escrow, clara: User, farid: User, now: datetime) -> None:
    escrows.refund(escrow=held, by=farid, reason="agreed", now=now)
    (back,) = paying_of(clara)["refunds"]
    assert (back["amount"], back["reason"]) == ("Rp1,000,000", "Both sides agreed on this.")
    assert paying_of(farid)["refunds"] == []


def test_both_sides_take_along_what_a_bank_took_and_what_is_owed(
    held: Escrow, clara: User, farid: User, sena: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now)
    payouts.look_up(payout_id=payout.pk, now=now)
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000))

    hers, his, nobodys = (paying_of(person) for person in (clara, farid, sena))
    (payers,) = hers["taken_back_by_your_bank"]
    (payees,) = his["taken_back_by_a_clients_bank"]
    assert payers["amount"] == payees["amount"] == "Rp1,000,000"
    assert payees["of_your_earnings"] == "Rp900,000"
    assert (hers["taken_back_by_a_clients_bank"], his["taken_back_by_your_bank"]) == ([], [])
    (debt,) = his["debts"]
    assert (debt["amount"], debt["repaid"], debt["still_owed"]) == (
        "Rp900,000",
        "Rp360,000",
        "Rp540,000",
    )
    assert hers["debts"] == []
    assert not any(nobodys.values())
    json.dumps([hers, his])


def test_what_is_set_aside_goes_along(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(200_000), now=now)
    (jar,) = paying_of(farid)["set_asides"]
    assert (jar["for"], jar["amount"]) == ("tax", "Rp200,000")
    assert [(one["what"], one["amount"]) for one in jar["changes"]] == [("put", "Rp200,000")]
