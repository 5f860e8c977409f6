"""Several chargebacks of one escrow, parts that a bank has touched, and what a bank says anew."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.errors import WrongState
from core.money import Money
from payments.models import Chargeback, Escrow, Mismatch, Payin, Refund
from payments.providers.base import Unknown
from payments.providers.chargebacks import ChargebackStatus, FoundChargeback
from payments.services import chargeback_answers, chargebacks, escrows, mismatches, sweeps
from payments.services.escrows import EscrowIsFrozen
from payments.states import (
    AccountKind,
    ChargebackState,
    EscrowState,
    Method,
    MismatchKind,
    PayinState,
    RefundState,
)
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

WEEK = timedelta(days=7)
Say = Callable[..., Chargeback | None]


@pytest.fixture
def say(now: datetime) -> Say:
    """The bank's present word about a payment."""

    def say(payin: Payin, status: str, minor: int, *, name: str = "a", **given: Any) -> Any:
        found = FoundChargeback(
            reference=f"du_{payin.pk}{name}",
            payment_key=payin.key,
            payment_reference="",
            status=ChargebackStatus(status),
            amount=rupiah(minor),
            fee=rupiah(0),
            reason="general",
            evidence_due_at=now + WEEK,
            opened_at=now,
        )
        found = replace(found, **given)
        chargebacks.apply(provider=payin.provider, found=found, now=now)
        chargebacks.apply(provider=payin.provider, found=found, now=now)  # told twice
        payin.escrow.refresh_from_db()
        return Chargeback.objects.filter(reference=found.reference).first()

    return say


@pytest.fixture
def two(escrow: Escrow, now: datetime) -> tuple[Payin, Payin]:
    """A million in two payments, of 600,000 and 400,000."""
    one = money.pay(escrow, 600_000, now=now)
    other = money.pay(escrow, 400_000, now=now, method=Method.CARD)
    return one, other


# -- several of one escrow


@pytest.mark.parametrize("is_first_decided", [True, False])
@pytest.mark.parametrize("ends", list(itertools.product(["won", "lost"], repeat=2)))
def test_two_banks_decide_in_any_order(
    two: tuple[Payin, Payin],
    clara: User,
    now: datetime,
    say: Say,
    ends: tuple[str, str],
    is_first_decided: bool,
) -> None:
    escrow, (first, second) = two[0].escrow, ends
    one, other = two
    say(one, "needs_response", 600_000)
    say(other, "needs_response", 400_000)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (EscrowState.FROZEN, rupiah(0))

    steps = [(one, first, 600_000), (other, second, 400_000)]
    for number, step in enumerate(steps if is_first_decided else steps[::-1]):
        say(*step)
        if number == 0:
            escrow.refresh_from_db()
            assert escrow.state == EscrowState.FROZEN
            with pytest.raises(EscrowIsFrozen):
                escrows.release(escrow=escrow, by=clara, now=now)
    escrow.refresh_from_db()
    back = 600_000 * (first == "won") + 400_000 * (second == "won")
    assert (escrow.held, escrow.charged_back) == (rupiah(back), rupiah(1_000_000 - back))
    assert escrow.state == (EscrowState.HELD if back else EscrowState.REVERSED)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(-back)


def test_two_of_one_payment(held: Escrow, now: datetime, say: Say) -> None:
    payin = held.payins.get()
    say(payin, "needs_response", 300_000)
    say(payin, "needs_response", 700_000, name="b")
    say(payin, "lost", 300_000)
    held.refresh_from_db()
    assert held.state == EscrowState.FROZEN
    say(payin, "won", 700_000, name="b")
    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.HELD, rupiah(700_000))


@pytest.mark.parametrize("is_won", [True, False])
def test_a_disagreement_outlasts_both_banks(
    two: tuple[Payin, Payin], escrow: Escrow, clara: User, now: datetime, say: Say, is_won: bool
) -> None:
    escrows.freeze(escrow=escrow, by=clara, now=now, reason="chargeback")
    one, other = two
    say(one, "needs_response", 600_000)
    say(other, "needs_response", 400_000)
    say(other, "won" if is_won else "lost", 400_000)
    say(one, "won", 600_000)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (
        EscrowState.FROZEN,
        rupiah(1_000_000 if is_won else 600_000),
    )
    escrows.unfreeze(escrow=escrow, by=clara, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD


# -- parts of a payment


@pytest.fixture
def short(escrow: Escrow, now: datetime) -> Payin:
    """Of a million, 600,000 have arrived."""
    return money.pay(escrow, 600_000, now=now)


@pytest.mark.parametrize("taken", [600_000, 200_000])
@pytest.mark.parametrize("is_won", [True, False])
def test_a_part_that_a_bank_has_is_called_off_and_goes_back_when_it_can(
    short: Payin, escrow: Escrow, clara: User, now: datetime, say: Say, taken: int, is_won: bool
) -> None:
    say(short, "needs_response", taken)
    escrow.refresh_from_db()
    escrows.cancel(escrow=escrow, by=clara, now=now)
    escrows.cancel(escrow=escrow, by=clara, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.CANCELLED
    assert (escrow.refunded, escrow.charged_back) == (rupiah(600_000 - taken), rupiah(taken))

    say(short, "won" if is_won else "lost", taken)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.CANCELLED
    kept = 0 if is_won else taken
    assert (escrow.refunded, escrow.charged_back) == (rupiah(600_000 - kept), rupiah(kept))
    sweeps.finish_refunds(now=now)
    money.settle_bank(now=now + timedelta(minutes=5))
    sweeps.finish_refunds(now=now + timedelta(minutes=5))
    assert {one.state for one in Refund.objects.all()} <= {RefundState.DONE}
    assert balance(AccountKind.PROVIDER_CASH) == balance(AccountKind.REFUND_CLEARING) == rupiah(0)


def test_what_is_complete_is_not_called_off_while_a_bank_has_it(
    held: Escrow, clara: User, now: datetime, say: Say
) -> None:
    say(held.payins.get(), "needs_response", 1_000_000)
    with pytest.raises(WrongState):
        escrows.cancel(escrow=held, by=clara, now=now)
    held.refresh_from_db()
    assert held.state == EscrowState.FROZEN


def test_a_part_of_which_a_bank_keeps_some_is_never_paid_to_the_end(
    short: Payin, escrow: Escrow, now: datetime, say: Say
) -> None:
    say(short, "needs_response", 200_000)
    say(short, "lost", 200_000)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.refunded, escrow.charged_back) == (
        EscrowState.REFUNDED,
        rupiah(400_000),
        rupiah(200_000),
    )
    assert not escrow.is_payable
    assert Refund.objects.get().reason == "bank_took_part"


def test_a_part_that_a_bank_gives_back_is_waited_for_again(
    short: Payin, escrow: Escrow, now: datetime, say: Say
) -> None:
    say(short, "needs_response", 200_000)
    say(short, "won", 200_000)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.missing) == (EscrowState.PARTLY_PAID, rupiah(400_000))


def test_the_database_lets_no_part_wait_of_which_a_bank_kept_some(
    short: Payin, escrow: Escrow
) -> None:
    with (
        pytest.raises(IntegrityError, match="escrow_partly_paid_lost_nothing"),
        transaction.atomic(),
    ):
        Escrow.objects.filter(pk=escrow.pk).update(
            held_minor=400_000_00, charged_back_minor=200_000_00
        )


# -- what the bank says anew


def test_an_inquiry_that_becomes_a_dispute_is_taken_as_it_is_then(
    held: Escrow, fitri: User, now: datetime, say: Say
) -> None:
    payin = held.payins.get()
    say(payin, "inquiry", 1_000_000, evidence_due_at=now + timedelta(days=1))
    held.refresh_from_db()
    assert held.state == EscrowState.HELD
    chargeback = say(
        payin,
        "needs_response",
        400_000,
        fee=rupiah(15_000),
        reason="fraudulent",
        evidence_due_at=now + WEEK,
    )
    held.refresh_from_db()
    assert (held.state, held.charged_back) == (EscrowState.FROZEN, rupiah(400_000))
    assert (chargeback.amount, chargeback.provider_fee) == (rupiah(400_000), rupiah(15_000))
    assert (chargeback.reason, chargeback.evidence_due_at) == ("fraudulent", now + WEEK)
    assert balance(AccountKind.PROVIDER_FEE) == rupiah(-15_000)
    chargeback_answers.answer(
        chargeback=chargeback, by=fitri, narrative="Done.", now=now + timedelta(days=2)
    )


def test_the_deadline_may_move_and_is_reminded_of_again(
    held: Escrow, now: datetime, say: Say
) -> None:
    payin = held.payins.get()
    one = say(payin, "needs_response", 1_000_000, evidence_due_at=now + timedelta(hours=20))
    sweeps.remind_of_chargebacks(now=now)
    one.refresh_from_db()
    assert one.reminded_hours == 24
    one = say(payin, "needs_response", 1_000_000)
    assert (one.evidence_due_at, one.reminded_hours) == (now + WEEK, None)
    one = say(payin, "under_review", 1_000_000, evidence_due_at=None, fee=rupiah(9))
    assert (one.evidence_due_at, one.provider_fee) == (now + WEEK, rupiah(0))


def test_another_amount_after_it_was_taken_stops_everything_until_a_person_looks(
    held: Escrow, fitri: User, clara: User, now: datetime, say: Say
) -> None:
    payin = held.payins.get()
    say(payin, "needs_response", 400_000)
    one = say(payin, "lost", 500_000)
    held.refresh_from_db()
    assert (one.state, held.state) == (ChargebackState.NEEDS_RESPONSE, EscrowState.FROZEN)
    case = Mismatch.objects.get()
    assert (case.kind, case.received) == (MismatchKind.RESULT, rupiah(500_000))

    mismatches.set_aside(mismatch=case, by=fitri, resolution="Corrected.", now=now)
    held.refresh_from_db()
    assert held.state == EscrowState.FROZEN  # the bank has not decided
    say(payin, "lost", 500_000)
    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.HELD, rupiah(600_000))
    say(payin, "lost", 550_000)
    held.refresh_from_db()
    assert held.state == EscrowState.FROZEN


@pytest.mark.parametrize(
    "amount", [Money(30_00, "USD"), Money(1_000_000_50, "IDR")], ids=["currency", "sen"]
)
@pytest.mark.parametrize("is_disputed", [True, False])
def test_what_the_book_cannot_take_freezes_and_is_a_case(
    held: Escrow,
    clara: User,
    fitri: User,
    now: datetime,
    say: Say,
    amount: Money,
    is_disputed: bool,
) -> None:
    if is_disputed:
        escrows.freeze(escrow=held, by=clara, now=now, reason="not what was agreed")
    assert say(held.payins.get(), "needs_response", 0, amount=amount) is None
    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.FROZEN, rupiah(1_000_000))
    case = Mismatch.objects.get()
    assert (case.kind, case.received, case.held) == (MismatchKind.RESULT, amount, None)
    for act in (escrows.release, escrows.unfreeze):
        with pytest.raises(EscrowIsFrozen):
            act(escrow=held, by=clara, now=now)

    mismatches.set_aside(mismatch=case, by=fitri, resolution="Not ours.", now=now)
    say(held.payins.get(), "needs_response", 0, amount=amount)
    held.refresh_from_db()
    assert held.state == (EscrowState.FROZEN if is_disputed else EscrowState.HELD)


def test_a_fee_in_another_currency_is_a_case_and_nothing_is_converted(
    held: Escrow, now: datetime, say: Say
) -> None:
    one = say(held.payins.get(), "needs_response", 1_000_000, fee=Money(15_00, "USD"))
    held.refresh_from_db()
    assert (one.provider_fee, held.state) == (rupiah(0), EscrowState.FROZEN)
    assert Mismatch.objects.get().received == Money(15_00, "USD")
    assert balance(AccountKind.PROVIDER_FEE) == rupiah(0)


def test_the_database_knows_the_currency_of_the_payment(
    held: Escrow, now: datetime, say: Say
) -> None:
    one = say(held.payins.get(), "inquiry", 1_000_000)
    with (
        pytest.raises(IntegrityError, match="chargeback_payin_currency"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE payments_chargeback SET currency = 'USD' WHERE id = %s", [one.pk])


# -- before the payment is booked


def paid_unheard(escrow: Escrow, now: datetime) -> tuple[Payin, str]:
    """The payer paid and took it back while we were down."""
    payin = money.start_payin(escrow, now=now, method=Method.CARD)
    money.decide(payin, now=now)
    payment = SandboxPayment.objects.get(key=payin.key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    return payin, opened.reference


def test_money_is_booked_before_it_is_taken_back(escrow: Escrow, now: datetime) -> None:
    payin, reference = paid_unheard(escrow, now)
    assert chargebacks.look_up(provider="sandbox", reference=reference, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    assert (escrow.state, escrow.charged_back) == (EscrowState.FROZEN, rupiah(1_000_000))
    assert Chargeback.objects.get().parts == {"from_escrow": rupiah(1_000_000)}
    assert not Mismatch.objects.exists()


def test_what_is_not_paid_is_asked_for_again_and_nothing_is_borne(
    escrow: Escrow, now: datetime
) -> None:
    payin, reference = paid_unheard(escrow, now)
    SandboxPayment.objects.filter(key=payin.key).update(state="waiting")
    with pytest.raises(Unknown):
        chargebacks.look_up(provider="sandbox", reference=reference, now=now)
    assert not Chargeback.objects.exists()
    SandboxPayment.objects.filter(key=payin.key).update(state="paid")
