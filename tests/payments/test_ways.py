"""Choosing a way to pay, changing one's mind, and never paying twice."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from accounts.models import User
from core.errors import NotAllowed, WrongState
from core.money import Money
from payments.models import Escrow, Payin
from payments.providers.base import Unknown
from payments.providers.sandbox import Sandbox
from payments.services import payins, sweeps, ways
from payments.states import EscrowState, Method, PayinState
from sandbox.models import SandboxPayment
from sandbox.states import PaymentState
from tests.factories import payments as money
from tests.factories.payments import rupiah

LATER = timedelta(hours=2)


def choose(
    escrow: Escrow, method: str, channel: str = "", *, now: datetime, key: str = ""
) -> Payin:
    return ways.choose_way(
        escrow=escrow,
        method=method,
        channel=channel,
        by=escrow.payer,
        idempotency_key=key or f"{method}:{channel}",
        return_url="/contracts/1/",
        now=now,
    )


def test_qris_comes_first_in_rupiah() -> None:
    found = ways.ways_to_pay(rupiah(1_000_000))
    assert [way.code for way in found[:3]] == ["qris", "va:bca", "va:bni"]
    assert found[-1].code == "card"
    assert {way.why_not for way in found} == {""}
    assert {way.cost.minor for way in found} == {0}


def test_what_is_not_possible_comes_last_and_says_why() -> None:
    found = ways.ways_to_pay(rupiah(10_000_001))
    assert found[0].code == "va:bca"
    assert (found[-1].code, found[-1].is_possible) == ("qris", False)
    assert found[-1].why_not == "Only up to Rp10,000,000; this is Rp10,000,001."
    assert ways.ways_to_pay(rupiah(1_499))[0].why_not == "Only from Rp1,500 on; this is Rp1,499."


def test_abroad_only_cards_are_offered() -> None:
    assert [way.code for way in ways.ways_to_pay(Money(50_00, "USD"))] == ["card"]


def test_a_bank_gives_a_number_and_qris_a_code(escrow: Escrow, now: datetime) -> None:
    by_bank = choose(escrow, Method.VA, "bni", now=now)
    by_code = choose(escrow, Method.QRIS, now=now)
    assert by_bank.instructions["bank"] == "bni"
    assert by_bank.instructions["va_number"].isdigit()
    assert by_bank.channel_name == "BNI"
    assert by_code.instructions["qr_string"].startswith("KARYASANDBOX.QRIS/")
    assert choose(escrow, Method.CARD, now=now).instructions == {}


def test_choosing_another_way_calls_the_first_one_off(escrow: Escrow, now: datetime) -> None:
    one = choose(escrow, Method.VA, "bca", now=now)
    two = choose(escrow, Method.VA, "bri", now=now)
    one.refresh_from_db()
    escrow.refresh_from_db()
    assert (one.state, two.state) == (PayinState.CANCELLED, PayinState.OPEN)
    assert escrow.state == EscrowState.PAYMENT_PENDING
    assert SandboxPayment.objects.get(key=one.key).state == PaymentState.EXPIRED
    assert SandboxPayment.objects.get(key=two.key).state == PaymentState.WAITING


def test_choosing_the_same_way_again_changes_nothing(escrow: Escrow, now: datetime) -> None:
    one = choose(escrow, Method.QRIS, now=now, key="a")
    assert choose(escrow, Method.QRIS, now=now, key="b") == one
    one.refresh_from_db()
    assert one.state == PayinState.OPEN


def test_calling_off_leaves_the_escrow_as_it_was(
    escrow: Escrow, clara: User, now: datetime
) -> None:
    payin = choose(escrow, Method.VA, now=now)
    for _time in range(2):
        ways.cancel_payin(payin=payin, by=clara, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CANCELLED, EscrowState.CREATED)
    assert choose(escrow, Method.VA, now=now, key="again").state == PayinState.OPEN


def test_only_the_payer_calls_off(escrow: Escrow, farid: User, maya: User, now: datetime) -> None:
    payin = choose(escrow, Method.VA, now=now)
    for person in (farid, maya):
        with pytest.raises(NotAllowed):
            ways.cancel_payin(payin=payin, by=person, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert SandboxPayment.objects.get().state == PaymentState.WAITING


def test_who_has_paid_cannot_call_off(escrow: Escrow, clara: User, now: datetime) -> None:
    payin = choose(escrow, Method.VA, now=now)
    money.decide_later(payin, now=now, seconds=60)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.PROCESSING
    with pytest.raises(WrongState):
        ways.cancel_payin(payin=payin, by=clara, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.PROCESSING


def test_the_bank_was_faster_than_the_change_of_mind(
    escrow: Escrow, clara: User, now: datetime
) -> None:
    payin = choose(escrow, Method.VA, now=now)
    money.decide(payin, now=now)
    payin = ways.cancel_payin(payin=payin, by=clara, now=now)
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CAPTURED, EscrowState.HELD)


@pytest.mark.parametrize("answer", [None, Unknown()])
def test_a_provider_that_cannot_call_off_lets_it_expire_and_late_money_counts(
    escrow: Escrow, clara: User, now: datetime, answer: object
) -> None:
    payin = choose(escrow, Method.VA, now=now)
    with patch.object(Sandbox, "cancel_payment", side_effect=[answer]):
        ways.cancel_payin(payin=payin, by=clara, now=now)
    money.decide(payin, now=now)
    sweeps.finish_payins(now=now + LATER)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CAPTURED, EscrowState.HELD)


def test_late_money_for_what_is_paid_already_goes_back(
    escrow: Escrow, clara: User, now: datetime
) -> None:
    late = choose(escrow, Method.VA, now=now)
    with patch.object(Sandbox, "cancel_payment", return_value=None):
        choose(escrow, Method.QRIS, now=now)
    paid = escrow.payins.get(state=PayinState.OPEN)
    for payin in (paid, late):
        money.decide(payin, now=now)
        payins.look_up(payin_id=payin.pk, now=now)
    late.refresh_from_db()
    assert late.state == PayinState.EXCESS
    assert late.refunds.get().amount == rupiah(1_000_000)


def test_once_paid_the_other_ways_are_closed(escrow: Escrow, now: datetime) -> None:
    by_bank = money.start_payin(escrow, now=now, method=Method.VA)
    by_qris = money.start_payin(escrow, now=now, method=Method.QRIS)
    money.decide(by_bank, now=now)
    payins.look_up(payin_id=by_bank.pk, now=now)
    ways.cancel_others(escrow=escrow, now=now)
    by_qris.refresh_from_db()
    escrow.refresh_from_db()
    assert (by_qris.state, escrow.state) == (PayinState.CANCELLED, EscrowState.HELD)
    assert SandboxPayment.objects.get(key=by_qris.key).state == PaymentState.EXPIRED


def test_a_card_that_was_refused_may_be_tried_again(escrow: Escrow, now: datetime) -> None:
    payin = choose(escrow, Method.CARD, now=now)
    money.decide_later(payin, now=now, seconds=60)
    payins.look_up(payin_id=payin.pk, now=now)
    SandboxPayment.objects.update(state=PaymentState.WAITING, due_at=None)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert "/sandbox/pay/" in payin.checkout_url
