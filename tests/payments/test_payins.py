"""Payments by clients: never twice, whatever the order of things."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from accounts.models import User
from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from core.money import Money
from payments.models import Entry, Escrow, Mismatch, Payin, Refund
from payments.providers.base import Found, Refused, Status, Unknown
from payments.providers.sandbox import Sandbox
from payments.services import escrows, mismatches, payins, refunds, sweeps
from payments.states import (
    EscrowState,
    Method,
    MismatchKind,
    MismatchState,
    PayinState,
    RefundState,
)
from sandbox.models import SandboxPayment
from tests.factories import payments as money
from tests.factories.payments import rupiah

LATER = timedelta(minutes=2)


def test_a_payin_asks_for_the_escrows_total(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    escrow.refresh_from_db()

    assert payin.state == PayinState.OPEN
    assert payin.amount == rupiah(1_000_000)
    assert "/sandbox/pay/" in payin.checkout_url
    assert escrow.state == EscrowState.PAYMENT_PENDING
    assert SandboxPayment.objects.get().amount == 1_000_000  # the bank counts whole rupiah


def test_where_to_pay_is_kept_although_a_notice_was_quicker(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    Payin.objects.filter(pk=payin.pk).update(checkout_url="", instructions={})
    bare = Found(
        key=payin.key,
        reference=payin.provider_reference,
        status=Status.WAITING,
        amount=payin.amount,
        cost=rupiah(0),
    )
    full = replace(bare, checkout_url="https://bank.example/1", instructions={"qr_string": "0002"})
    for found in (bare, full, bare, replace(full, instructions={"qr_string": "another"})):
        payins.apply(payin=payin, found=found, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert payin.checkout_url == "https://bank.example/1"
    assert payin.instructions == {"qr_string": "0002"}


def test_the_same_key_answers_with_the_same_payin(escrow: Escrow, now: datetime) -> None:
    one = money.start_payin(escrow, now=now, key="k")
    two = money.start_payin(escrow, now=now, key="k")
    assert one == two
    assert SandboxPayment.objects.count() == 1


def test_the_same_key_for_another_way_is_refused(escrow: Escrow, now: datetime) -> None:
    money.start_payin(escrow, now=now, key="k")
    with pytest.raises(InvalidInput):
        money.start_payin(escrow, now=now, key="k", method=Method.QRIS)


def test_an_open_payin_of_the_same_way_is_answered_again(escrow: Escrow, now: datetime) -> None:
    one = money.start_payin(escrow, now=now, key="k1")
    two = money.start_payin(escrow, now=now, key="k2")
    assert one == two


def test_after_its_time_another_payin_is_made(escrow: Escrow, now: datetime) -> None:
    one = money.start_payin(escrow, now=now)
    two = money.start_payin(escrow, now=now + timedelta(hours=25))
    one.refresh_from_db()
    assert one != two
    assert (one.state, two.state) == (PayinState.EXPIRED, PayinState.OPEN)


def test_only_the_payer_pays(escrow: Escrow, farid: User, sena: User, now: datetime) -> None:
    for person in (farid, sena):
        with pytest.raises(NotAllowed):
            payins.start_payin(
                escrow=escrow,
                method="va",
                by=person,
                idempotency_key="k",
                return_url="http://testserver/",
                now=now,
            )
    assert Payin.objects.count() == 0


def test_what_is_held_takes_no_payment(held: Escrow, now: datetime) -> None:
    with pytest.raises(WrongState):
        money.start_payin(held, now=now)


def test_limits_of_the_rail_are_kept(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now, amount=rupiah(10_000_001))
    with pytest.raises(LimitReached):
        money.start_payin(escrow, now=now, method=Method.QRIS)
    assert money.start_payin(escrow, now=now, method=Method.VA).state == PayinState.OPEN


def test_an_unknown_way_is_refused(escrow: Escrow, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        money.start_payin(escrow, now=now, method="cheque")


def test_a_refused_payment_leaves_the_escrow_to_be_tried_again(
    escrow: Escrow, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now, method=Method.CARD)
    money.decide(payin, now=now, outcome="failure")
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, payin.failure) == (PayinState.FAILED, "refused_by_bank")
    assert escrow.state == EscrowState.FAILED

    money.fund_escrow(escrow, now=now, method=Method.CARD)
    assert escrow.state == EscrowState.HELD


def test_paying_twice_by_two_ways_sends_the_second_back(escrow: Escrow, now: datetime) -> None:
    by_bank = money.start_payin(escrow, now=now, method=Method.VA)
    by_qris = money.start_payin(escrow, now=now, method=Method.QRIS)
    for payin in (by_bank, by_qris):
        money.decide(payin, now=now)
        payins.look_up(payin_id=payin.pk, now=now)
    by_qris.refresh_from_db()
    escrow.refresh_from_db()

    assert by_qris.state == PayinState.EXCESS
    assert (escrow.state, escrow.paid) == (EscrowState.HELD, rupiah(1_000_000))
    refund = by_qris.refunds.get()
    assert (refund.amount, refund.escrow) == (rupiah(1_000_000), None)

    finish_refund(refund, now=now)
    assert refund.state == RefundState.DONE


def test_a_late_payment_of_an_expired_intent_still_counts(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    payins.expire(payin=payin, now=now)
    money.decide(payin, now=now)
    payins.look_up(payin_id=payin.pk, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD


def test_a_payment_for_a_cancelled_escrow_goes_back(
    escrow: Escrow, clara: User, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    escrows.cancel(escrow=escrow, by=clara, now=now)
    money.decide(payin, now=now)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.EXCESS, EscrowState.CANCELLED)
    assert payin.refunds.get().amount == rupiah(1_000_000)


def test_another_amount_never_reaches_the_escrow(
    escrow: Escrow, fitri: User, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()

    case = Mismatch.objects.get()
    assert payin.state == PayinState.MISMATCHED
    assert (escrow.state, escrow.paid) == (EscrowState.FAILED, rupiah(0))
    assert (case.expected, case.received) == (rupiah(1_000_000), rupiah(1_001_000))

    mismatches.send_back(mismatch=case, by=fitri, now=now)
    case.refresh_from_db()
    refund = payin.refunds.get()
    assert (case.state, case.resolved_by) == (MismatchState.RESOLVED, fitri)
    assert refund.amount == rupiah(1_001_000)
    finish_refund(refund, now=now)
    assert refund.state == RefundState.DONE


def test_another_currency_never_reaches_the_escrow(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    SandboxPayment.objects.update(currency="USD")
    payins.look_up(payin_id=payin.pk, now=now)
    escrow.refresh_from_db()
    assert escrow.paid == rupiah(0)
    assert Mismatch.objects.get().received == Money(1_000_000, "USD")


def finish_refund(refund: Refund, *, now: datetime) -> None:
    refunds.send(refund_id=refund.pk, now=now)
    later = now + LATER
    money.settle_bank(now=later)
    sweeps.finish_refunds(now=later)
    refund.refresh_from_db()


def test_a_refund_is_asked_for_once(held: Escrow, farid: User, now: datetime) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    refunds.send(refund_id=refund.pk, now=now)
    refunds.send(refund_id=refund.pk, now=now + LATER)
    assert SandboxPayment.objects.get().refunds.count() == 1


def test_a_failed_refund_becomes_a_case_and_can_be_sent_again(
    held: Escrow, farid: User, fitri: User, now: datetime
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    with patch.object(Sandbox, "refund", side_effect=Refused("card_closed")):
        refunds.send(refund_id=refund.pk, now=now)
    refund.refresh_from_db()
    case = Mismatch.objects.get()
    assert (refund.state, refund.failure) == (RefundState.FAILED, "card_closed")
    assert case.kind == MismatchKind.REFUND_FAILED

    mismatches.send_back(mismatch=case, by=fitri, now=now)
    again = Refund.objects.exclude(pk=refund.pk).get()
    finish_refund(again, now=now)
    assert (again.state, again.amount) == (RefundState.DONE, rupiah(1_000_000))
    assert again.key != refund.key


# A worker dies, or the line does, at each step.


class Crash(Exception):
    """The process is gone."""


def before(name: str) -> Callable[..., object]:
    return patch.object(Sandbox, name, side_effect=Crash)


def after(name: str, error: type[Exception] = Crash) -> object:
    """The bank did it; the answer never arrived."""
    real = getattr(Sandbox, name)

    def act(self: Sandbox, *args: object, **kwargs: object) -> None:
        real(self, *args, **kwargs)
        raise error

    return patch.object(Sandbox, name, act)


@pytest.mark.parametrize("fault", [before("create_payment"), after("create_payment")])
def test_a_crash_around_the_call_makes_one_payment(
    escrow: Escrow, now: datetime, fault: object
) -> None:
    with pytest.raises(Crash), fault:  # type: ignore[attr-defined]
        money.start_payin(escrow, now=now, key="k")
    assert Payin.objects.get().state == PayinState.CREATED

    sweeps.finish_payins(now=now)  # patience: the first sender may still be at it
    assert Payin.objects.get().state == PayinState.CREATED
    sweeps.finish_payins(now=now + LATER)
    assert Payin.objects.get().state == PayinState.OPEN
    assert SandboxPayment.objects.count() == 1
    assert money.start_payin(escrow, now=now + LATER, key="k") == Payin.objects.get()


def test_an_unknown_answer_shows_no_checkout_yet(escrow: Escrow, now: datetime) -> None:
    with after("create_payment", Unknown):  # type: ignore[attr-defined]
        payin = money.start_payin(escrow, now=now)
    assert (payin.state, payin.checkout_url) == (PayinState.CREATED, "")
    sweeps.finish_payins(now=now + LATER)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert SandboxPayment.objects.count() == 1


def test_a_crash_before_the_capture_commits_is_made_up_for(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    with pytest.raises(Crash), patch("payments.services.postings.captured", side_effect=Crash):
        payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert Entry.objects.count() == 0

    sweeps.finish_payins(now=now + LATER)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("fault", [before("refund"), after("refund"), after("refund", Unknown)])
def test_a_crash_around_a_refund_sends_it_once(
    held: Escrow, farid: User, now: datetime, fault: object
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    try:
        with fault:  # type: ignore[attr-defined]
            refunds.send(refund_id=refund.pk, now=now)
    except Crash:
        pass
    later = now + LATER
    sweeps.finish_refunds(now=later)
    money.settle_bank(now=later + LATER)
    sweeps.finish_refunds(now=later + LATER)
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert SandboxPayment.objects.get().refunds.count() == 1
