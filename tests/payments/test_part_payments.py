"""Payments that fall short: nothing starts, the rest may follow, or all of it goes back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from core.errors import NotAllowed, WrongState
from core.money import Money
from payments.fees import FeeTerms
from payments.models import Document, Escrow, Mismatch, Payin, PolicyVersion, Refund, Transfer
from payments.selectors import slices_of
from payments.services import chargebacks, escrows, payins, refunds, sweeps, ways
from payments.states import (
    AccountKind,
    EscrowState,
    Method,
    PayinState,
    RefundState,
    TransferKind,
)
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank_chargebacks
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

Browser = Callable[[User], Client]
WEEK = timedelta(days=7)


@pytest.fixture
def short(escrow: Escrow, now: datetime) -> Escrow:
    """Of a million, 600,000 have arrived."""
    money.pay(escrow, 600_000, now=now)
    return escrow


def amounts_back() -> list[tuple[int, Money]]:
    return [(r.payin_id, r.amount) for r in Refund.objects.order_by("pk")]


def test_a_short_payment_is_booked_and_holds_nothing_yet(escrow: Escrow, now: datetime) -> None:
    payin = money.pay(escrow, 600_000, now=now)

    assert (payin.state, payin.is_short) == (PayinState.CAPTURED, True)
    assert escrow.state == EscrowState.PARTLY_PAID
    assert (escrow.paid, escrow.held, escrow.missing) == (
        rupiah(600_000),
        rupiah(600_000),
        rupiah(400_000),
    )
    assert escrow.complete_by_at == now + WEEK
    assert not escrow.is_funded
    assert not Mismatch.objects.exists()
    assert balance(AccountKind.ESCROW, escrow=escrow) == rupiah(600_000)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(-600_000)


def test_the_next_payin_asks_for_exactly_the_rest(short: Escrow, now: datetime) -> None:
    payin = money.start_payin(short, now=now, method=Method.QRIS)
    assert payin.amount == rupiah(400_000)
    assert SandboxPayment.objects.get(key=payin.key).amount == 400_000


def test_the_last_part_holds_the_escrow(short: Escrow, now: datetime) -> None:
    money.pay(short, 150_000, now=now + timedelta(days=1))
    assert (short.state, short.missing) == (EscrowState.PARTLY_PAID, rupiah(250_000))
    assert short.complete_by_at == now + WEEK  # one date, that never moves
    money.pay(short, 250_000, now=now + timedelta(days=2))
    assert (short.state, short.held, short.missing) == (
        EscrowState.HELD,
        rupiah(1_000_000),
        rupiah(0),
    )
    assert short.held_at == now  # the money rests since then
    released = escrows.release(escrow=short, by=short.payer, now=now)
    assert (released.released, released.fee) == (rupiah(900_000), rupiah(100_000))


def test_the_freelancer_waits_for_the_longest_hold_of_the_parts(
    short: Escrow, now: datetime
) -> None:
    money.pay(short, 300_000, now=now, method=Method.CARD)
    by_card = short.payout_hold_until
    money.pay(short, 100_000, now=now)
    assert short.payout_hold_until == by_card


def test_each_part_has_its_receipt_and_invoice(short: Escrow, now: datetime) -> None:
    assert Document.objects.count() == 2
    money.pay(short, 400_000, now=now)
    made = Document.objects.order_by("pk").values_list("kind", "amount_minor")
    assert sorted(made) == [
        ("invoice", 400_000_00),
        ("invoice", 600_000_00),
        ("receipt", 400_000_00),
        ("receipt", 600_000_00),
    ]


@pytest.mark.parametrize("act", ["release", "refund", "split", "freeze"])
def test_nothing_is_done_with_a_part(short: Escrow, now: datetime, act: str) -> None:
    calls: dict[str, Callable[[], object]] = {
        "release": lambda: escrows.release(escrow=short, by=short.payer, now=now),
        "refund": lambda: escrows.refund(escrow=short, by=None, now=now, reason="x"),
        "split": lambda: escrows.split(
            escrow=short, to_payee=rupiah(100), by=None, now=now, reason="x"
        ),
        "freeze": lambda: escrows.freeze(escrow=short, by=None, now=now, reason="x"),
    }
    before = Transfer.objects.count()
    with pytest.raises(WrongState):
        calls[act]()
    short.refresh_from_db()
    assert (short.state, short.held) == (EscrowState.PARTLY_PAID, rupiah(600_000))
    assert Transfer.objects.count() == before


def test_more_than_is_missing_goes_back_as_a_whole(
    escrow: Escrow, now: datetime, quiet_workers: None
) -> None:
    """Two ways were open for all of it: one was paid short, then the other in full."""
    by_bank = money.start_payin(escrow, now=now)
    by_qris = money.start_payin(escrow, now=now, method=Method.QRIS)
    money.transfer(by_bank, 600_000, now=now)
    money.transfer(by_qris, 1_000_000, now=now)
    by_qris.refresh_from_db()
    escrow.refresh_from_db()
    assert by_qris.state == PayinState.EXCESS
    assert (escrow.state, escrow.paid) == (EscrowState.PARTLY_PAID, rupiah(600_000))
    assert amounts_back() == [(by_qris.pk, rupiah(1_000_000))]


def test_a_short_payment_for_something_paid_goes_back(
    escrow: Escrow, now: datetime, quiet_workers: None
) -> None:
    late = money.start_payin(escrow, now=now, method=Method.QRIS)
    money.pay(escrow, 1_000_000, now=now)
    money.transfer(late, 300_000, now=now)
    late.refresh_from_db()
    assert late.state == PayinState.EXCESS
    assert amounts_back() == [(late.pk, rupiah(300_000))]
    assert balance(AccountKind.ESCROW, escrow=escrow) == rupiah(1_000_000)


def test_a_surplus_stays_a_case_for_a_person(short: Escrow, now: datetime) -> None:
    payin = money.pay(short, 400_001, now=now)
    assert payin.state == PayinState.MISMATCHED
    assert (short.state, short.paid) == (EscrowState.PARTLY_PAID, rupiah(600_000))
    assert Mismatch.objects.get().received == rupiah(400_001)


def test_what_asks_for_too_much_is_called_off(escrow: Escrow, clara: User, now: datetime) -> None:
    by_bank = money.start_payin(escrow, now=now)
    by_qris = money.start_payin(escrow, now=now, method=Method.QRIS)
    money.transfer(by_bank, 600_000, now=now)
    escrow.refresh_from_db()
    rest = money.start_payin(escrow, now=now, channel="bni")
    ways.cancel_others(escrow=escrow, now=now)
    by_qris.refresh_from_db()
    rest.refresh_from_db()
    assert (by_qris.state, rest.state) == (PayinState.CANCELLED, PayinState.OPEN)


def test_the_same_way_never_asks_for_more_than_the_rest(
    escrow: Escrow, clara: User, now: datetime, quiet_workers: None
) -> None:
    by_bank = money.start_payin(escrow, now=now)
    money.start_payin(escrow, now=now, method=Method.QRIS)
    money.transfer(by_bank, 600_000, now=now)
    escrow.refresh_from_db()
    again = ways.choose_way(
        escrow=escrow,
        method=Method.QRIS,
        channel="",
        by=clara,
        idempotency_key="again",
        return_url="/",
        now=now,
    )
    assert (again.amount, again.state) == (rupiah(400_000), PayinState.OPEN)


def test_after_a_week_all_of_it_goes_back(short: Escrow, now: datetime) -> None:
    money.pay(short, 100_000, now=now)
    one, two = Payin.objects.order_by("pk")
    assert sweeps.give_back_parts(now=now + WEEK - timedelta(seconds=1)) == 0
    assert sweeps.give_back_parts(now=now + WEEK) == 1
    assert sweeps.give_back_parts(now=now + WEEK) == 0
    short.refresh_from_db()
    assert (short.state, short.refunded) == (EscrowState.REFUNDED, rupiah(700_000))
    assert amounts_back() == [(two.pk, rupiah(100_000)), (one.pk, rupiah(600_000))]


def test_money_that_comes_after_that_goes_back_too(short: Escrow, now: datetime) -> None:
    rest = money.start_payin(short, now=now)
    sweeps.give_back_parts(now=now + WEEK)
    money.transfer(rest, 400_000, now=now)
    rest.refresh_from_db()
    assert rest.state == PayinState.EXCESS


def test_only_the_payer_or_a_moderator_may_have_it_back(
    short: Escrow, farid: User, sena: User, clara: User, now: datetime
) -> None:
    for person in (farid, sena):
        with pytest.raises(NotAllowed):
            escrows.give_back(escrow=short, by=person, now=now)
    escrows.give_back(escrow=short, by=clara, now=now)
    escrows.give_back(escrow=short, by=clara, now=now)
    assert Refund.objects.count() == 1


def test_what_is_complete_is_not_given_back(held: Escrow, clara: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        escrows.give_back(escrow=held, by=clara, now=now)


def test_cancelling_returns_what_is_there(short: Escrow, clara: User, now: datetime) -> None:
    escrow = escrows.cancel(escrow=short, by=clara, now=now)
    escrows.cancel(escrow=short, by=clara, now=now)
    assert (escrow.state, escrow.refunded) == (EscrowState.CANCELLED, rupiah(600_000))
    assert Refund.objects.get().amount == rupiah(600_000)


def test_a_refund_is_divided_over_the_payins_newest_first(
    short: Escrow, clara: User, now: datetime
) -> None:
    money.pay(short, 400_000, now=now + timedelta(hours=1))
    one, two = Payin.objects.order_by("pk")
    escrows.split(escrow=short, to_payee=rupiah(300_000), by=None, now=now, reason="x")
    assert amounts_back() == [(two.pk, rupiah(400_000)), (one.pk, rupiah(300_000))]
    assert Transfer.objects.filter(kind=TransferKind.SPLIT).count() == 1


def test_refunds_of_one_transfer_end_each_on_its_own(
    short: Escrow, farid: User, now: datetime
) -> None:
    money.pay(short, 400_000, now=now)
    escrows.refund(escrow=short, by=farid, now=now, reason="x")
    later = now + timedelta(minutes=5)
    sweeps.finish_refunds(now=now)
    money.settle_bank(now=later)
    sweeps.finish_refunds(now=later)
    sweeps.finish_refunds(now=later + timedelta(minutes=5))
    assert {r.state for r in Refund.objects.all()} == {RefundState.DONE}
    assert Transfer.objects.filter(kind=TransferKind.REFUND_DONE).count() == 2
    assert balance(AccountKind.REFUND_CLEARING) == rupiah(0)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(0)
    refunds.send(refund_id=Refund.objects.earliest("pk").pk, now=later + WEEK)
    assert Transfer.objects.filter(kind=TransferKind.REFUND_DONE).count() == 2


def test_the_money_bar_shows_what_is_there_and_what_is_missing(short: Escrow) -> None:
    shown = {one.kind: one.amount for one in slices_of([short])}
    assert (shown["escrow"], shown["unpaid"]) == (rupiah(600_000), rupiah(400_000))


def test_a_client_fee_is_a_part_of_what_is_missing(clara: User, farid: User, now: datetime) -> None:
    policy = PolicyVersion.objects.get()
    terms = FeeTerms(freelancer_bps=1000, client_bps=300, policy_version=policy.pk)
    escrow = money.make_escrow(payer=clara, payee=farid, now=now, fee_terms=terms)
    money.pay(escrow, 1_000_000, now=now)
    assert (escrow.state, escrow.missing) == (EscrowState.PARTLY_PAID, rupiah(30_000))


def take_back_by_bank(payin: Payin, now: datetime) -> str:
    payment = SandboxPayment.objects.get(key=payin.key)
    made = bank_chargebacks.open_chargeback(payment=payment, amount=None, now=now)
    assert made is not None
    chargebacks.look_up(provider="sandbox", reference=made.reference, now=now)
    return made.reference


@pytest.mark.parametrize("is_won", [True, False])
def test_a_bank_that_takes_a_part_back_takes_that_part_only(
    escrow: Escrow, now: datetime, is_won: bool
) -> None:
    by_card = money.pay(escrow, 600_000, now=now, method=Method.CARD)
    money.pay(escrow, 100_000, now=now)
    reference = take_back_by_bank(by_card, now)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (EscrowState.FROZEN, rupiah(100_000))

    bank_chargebacks.decide_latest(
        payment=SandboxPayment.objects.get(key=by_card.key), is_won=is_won, now=now
    )
    chargebacks.look_up(provider="sandbox", reference=reference, now=now)
    escrow.refresh_from_db()
    # Never held: it is not complete. Where the bank kept a part, it never can be.
    assert escrow.state == (EscrowState.PARTLY_PAID if is_won else EscrowState.REFUNDED)
    sweeps.give_back_parts(now=now + WEEK)
    back = dict(amounts_back())
    assert back.get(by_card.pk) == (rupiah(600_000) if is_won else None)
    assert sum(r.amount_minor for r in Refund.objects.all()) == (
        700_000_00 if is_won else 100_000_00
    )


def test_a_complete_escrow_sends_nothing_back_through_a_payin_that_a_bank_took(
    escrow: Escrow, farid: User, now: datetime
) -> None:
    by_bank = money.pay(escrow, 600_000, now=now)
    by_card = money.pay(escrow, 400_000, now=now, method=Method.CARD)
    reference = take_back_by_bank(by_card, now)
    bank_chargebacks.decide_latest(
        payment=SandboxPayment.objects.get(key=by_card.key), is_won=False, now=now
    )
    chargebacks.look_up(provider="sandbox", reference=reference, now=now)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (EscrowState.HELD, rupiah(600_000))
    escrows.refund(escrow=escrow, by=farid, now=now, reason="x")
    assert amounts_back() == [(by_bank.pk, rupiah(600_000))]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({"state": "held"}, "escrow_moves_when_complete"),
        ({"complete_by_at": None}, "escrow_partly_paid_means_a_part"),
        ({"state": "created"}, "escrow_"),
    ],
)
def test_the_rules_of_a_part_are_the_databases(
    short: Escrow, written: dict[str, object], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Escrow.objects.filter(pk=short.pk).update(**written)


def test_a_payin_is_never_credited_with_more_than_it_asked_for(held: Escrow) -> None:
    with pytest.raises(IntegrityError, match="payin_captured_at_most_asked"), transaction.atomic():
        Payin.objects.update(received_minor=1_000_000_01)


# The pages. They read the clock themselves.


def words_of(answer: HttpResponse) -> str:
    return strip_tags(answer.content.decode())


@pytest.fixture
def short_now(escrow: Escrow) -> Escrow:
    money.pay(escrow, 600_000, now=timezone.now())
    return escrow


def test_the_bank_takes_less_and_the_pages_say_what_is_missing(
    escrow: Escrow, clara: User, browser_of: Browser, client: Client
) -> None:
    browser = browser_of(clara)
    browser.post(reverse("payments:pay", args=[escrow.pk]), {"way": "va:bca"})
    payin = Payin.objects.get()
    bank = reverse("sandbox:checkout", args=[SandboxPayment.objects.get().token])
    assert "Amount you transfer" in client.get(bank).content.decode()
    client.post(bank, {"outcome": "success", "amount": "600000"})
    payins.look_up(payin_id=payin.pk, now=timezone.now())

    page = words_of(browser.get(reverse("payments:payin", args=[payin.pk])))
    assert "Rp600,000 has arrived, but Rp400,000 is still missing." in page
    pay_page = words_of(browser.get(reverse("payments:pay", args=[escrow.pk])))
    assert "Rp600,000 has arrived. Rp400,000 is still missing" in pay_page
    assert "Pay Rp400,000" in pay_page


def test_a_payer_has_a_part_back_from_the_page(
    short_now: Escrow, clara: User, farid: User, browser_of: Browser
) -> None:
    address = reverse("payments:give-back", args=[short_now.pk])
    assert browser_of(farid).post(address).status_code == 404
    assert browser_of(clara).post(address, {"next": "/"}).status_code == 302
    short_now.refresh_from_db()
    assert short_now.state == EscrowState.REFUNDED
    page = browser_of(clara).get(reverse("payments:payin", args=[Payin.objects.get().pk]))
    assert "it goes back to you" in page.content.decode()


def test_the_receipt_says_what_came(short_now: Escrow, clara: User, browser_of: Browser) -> None:
    payin = Payin.objects.get()
    page = browser_of(clara).get(reverse("payments:receipt", args=[payin.pk])).content.decode()
    assert "600,000" in page
