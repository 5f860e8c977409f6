"""Payouts: once, to the right place, and back if they bounce."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from accounts.models import User
from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from core.money import Money
from payments.models import Destination, Payout, PolicyVersion
from payments.providers.base import Refused, Unknown
from payments.providers.sandbox import Sandbox
from payments.services import destinations, payouts, set_asides
from payments.states import AccountKind, PayoutState
from sandbox.models import SandboxPayout
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

BrowserOf = Callable[[User], Client]
LATER = timedelta(minutes=2)


@pytest.fixture
def earned(clara: User, farid: User, now: datetime) -> None:
    """Farid has Rp900.000 available."""
    money.earn(farid, payer=clara, now=now)


def finish(payout: Payout, *, now: datetime) -> datetime:
    """Send it, let the bank settle, hear of it; answers with the time after that."""
    payouts.send(payout_id=payout.pk, now=now)
    later = now + LATER
    money.settle_bank(now=later)
    money.run_payouts(now=later)
    payout.refresh_from_db()
    return later


def available(user: User) -> Money:
    return balance(AccountKind.AVAILABLE, user=user)


def test_a_payout_takes_the_money_at_once_and_arrives(
    earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    assert payout.state == PayoutState.APPROVED
    assert available(farid) == rupiah(0)
    assert balance(AccountKind.PAYOUT_CLEARING) == rupiah(900_000)

    finish(payout, now=now)
    assert payout.state == PayoutState.PAID
    assert balance(AccountKind.PAYOUT_CLEARING) == rupiah(0)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(-100_000)  # what is left is the fee
    assert [c.kind for c in payout.changes.all()] == [
        "requested",
        "approved",
        "submitted",
        "processing",
        "paid",
    ]


def test_a_bounced_payout_comes_back(earned: None, farid: User, now: datetime) -> None:
    payout = money.request_payout(farid, now=now, number="1234560000")
    finish(payout, now=now)
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_not_found")
    assert available(farid) == rupiah(900_000)


def test_a_payout_returned_after_it_was_paid_comes_back(
    earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now, number="1234569999")
    later = finish(payout, now=now)
    assert payout.state == PayoutState.PAID

    money.settle_bank(now=later + LATER)
    payouts.look_up(payout_id=payout.pk, now=later + LATER)
    payouts.look_up(payout_id=payout.pk, now=later + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.RETURNED
    assert available(farid) == rupiah(900_000)


def test_the_same_key_answers_with_the_same_payout(
    earned: None, farid: User, now: datetime
) -> None:
    destination = money.make_destination(farid, now=now)
    asked = {"by": farid, "destination": destination, "idempotency_key": "k", "now": now}
    one = payouts.request_payout(amount=rupiah(100_000), **asked)  # type: ignore[arg-type]
    two = payouts.request_payout(amount=rupiah(100_000), **asked)  # type: ignore[arg-type]
    assert one == two
    with pytest.raises(InvalidInput):
        payouts.request_payout(amount=rupiah(200_000), **asked)  # type: ignore[arg-type]
    assert available(farid) == rupiah(800_000)


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (rupiah(0), InvalidInput),
        (rupiah(-1), InvalidInput),
        (Money(10_000_50, "IDR"), InvalidInput),
        (rupiah(9_999), LimitReached),
        (rupiah(900_001), LimitReached),
        (Money(100_000_00, "USD"), LimitReached),
    ],
)
def test_amounts_that_cannot_be_paid_out(
    earned: None, farid: User, now: datetime, amount: Money, error: type[Exception]
) -> None:
    with pytest.raises(error):
        money.request_payout(farid, now=now, amount=amount)
    assert Payout.objects.count() == 0
    assert available(farid) == rupiah(900_000)


def test_what_is_set_aside_is_not_paid_out(earned: None, farid: User, now: datetime) -> None:
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(200_000), now=now)
    with pytest.raises(LimitReached, match=r"Rp700,000 free .*take it out of your set-asides"):
        money.request_payout(farid, now=now, amount=rupiah(700_001))
    assert Payout.objects.count() == 0
    assert available(farid) == rupiah(900_000)

    money.request_payout(farid, now=now, amount=rupiah(700_000))
    assert available(farid) == rupiah(200_000)
    with pytest.raises(LimitReached, match="Rp0 free"):
        money.request_payout(farid, now=now, amount=rupiah(10_000))


def test_what_was_taken_back_is_paid_out(earned: None, farid: User, now: datetime) -> None:
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(200_000), now=now)
    set_asides.take_back(by=farid, kind="tax", amount=rupiah(200_000), now=now)
    assert money.request_payout(farid, now=now, amount=rupiah(900_000)).state == "approved"


class TestForm:
    """The page at /payouts/new/."""

    KEY = "6a1f6c3e-6f0a-4d0e-9b57-1f2f7f6f9d11"

    def ask(self, browser: Client, place: Destination, amount: str, key: str = KEY) -> Any:
        given = {"amount": amount, "destination": place.pk, "key": key, "confirmed": "1"}
        return browser.post("/payouts/new/", given)

    def test_says_what_is_free_and_what_is_set_aside(
        self, earned: None, farid: User, now: datetime, browser_of: BrowserOf
    ) -> None:
        place = money.make_destination(farid, now=now)
        set_asides.put_aside(by=farid, kind="tax", amount=rupiah(200_000), now=now)
        browser = browser_of(farid)
        page = browser.get("/payouts/new/").content.decode()
        assert "You have Rp700,000 free to withdraw; Rp200,000 more is set aside." in page
        answer = self.ask(browser, place, "700.001")
        assert answer.status_code == 200
        assert "take it out of your set-asides first" in answer.content.decode()
        assert Payout.objects.count() == 0

    def test_says_where_the_money_is_when_all_is_set_aside(
        self, earned: None, farid: User, now: datetime, browser_of: BrowserOf
    ) -> None:
        money.make_destination(farid, now=now)
        set_asides.put_aside(by=farid, kind="bpjs", amount=rupiah(895_000), now=now)
        page = browser_of(farid).get("/payouts/new/").content.decode()
        assert "/set-asides/?currency=IDR" in page
        assert "take something out of your set-asides first" in page

    def test_sent_twice_shows_the_one_payout(
        self, earned: None, farid: User, now: datetime, browser_of: BrowserOf
    ) -> None:
        place, browser = money.make_destination(farid, now=now), browser_of(farid)
        one, two = (self.ask(browser, place, "900.000") for _ in range(2))
        assert one["location"] == two["location"] == f"/payouts/{Payout.objects.get().pk}/"

    @pytest.mark.parametrize("key", ["", "x", "\0", "9" * 300])
    def test_a_strange_key_asks_for_nothing(
        self, earned: None, farid: User, now: datetime, browser_of: BrowserOf, key: str
    ) -> None:
        place = money.make_destination(farid, now=now)
        assert self.ask(browser_of(farid), place, "100.000", key).status_code == 200
        assert Payout.objects.count() == 0


def test_nobody_uses_anothers_destination(
    earned: None, farid: User, sena: User, now: datetime
) -> None:
    theirs = money.make_destination(sena, now=now)
    with pytest.raises(NotAllowed):
        payouts.request_payout(
            by=farid, amount=rupiah(100_000), destination=theirs, idempotency_key="k", now=now
        )


def test_a_changed_destination_waits_48_hours(earned: None, farid: User, now: datetime) -> None:
    money.make_destination(farid, now=now)
    second = money.make_destination(farid, now=now, number="0987654321")
    assert second.usable_at == now + timedelta(hours=48)
    with pytest.raises(WrongState):
        money.request_payout(farid, now=now, number="0987654321")
    later = now + timedelta(hours=48)
    assert money.request_payout(farid, now=later, number="0987654321").destination == second


def test_a_destination_that_was_removed_does_not_come_back_without_waiting(
    farid: User, now: datetime
) -> None:
    first = money.make_destination(farid, now=now)
    destinations.retire_destination(destination=first, by=farid, now=now)
    second = money.make_destination(farid, now=now, number="0987654321")
    assert second.usable_at == now + timedelta(hours=48)


@pytest.mark.parametrize(
    ("institution", "number", "is_right"),
    [
        ("bca", "1234567890", True),
        ("bca", "123-456-7890", True),
        ("bca", "123456789", False),
        ("bca", "12345678901", False),
        ("bri", "123456789012345", True),
        ("gopay", "081234567890", True),
        ("gopay", "6281234567890", True),
        ("gopay", "1234567890", False),
        ("bca", "12345abcde", False),
        ("nowhere", "1234567890", False),
    ],
)
def test_numbers_have_the_shape_of_their_bank(
    farid: User, now: datetime, institution: str, number: str, is_right: bool
) -> None:
    def add() -> Destination:
        return destinations.add_destination(
            by=farid, institution=institution, account_number=number, holder_name="F", now=now
        )

    if is_right:
        assert add().account_number.isdigit()
    else:
        with pytest.raises(InvalidInput):
            add()


def test_a_large_payout_waits_for_finance_staff(
    clara: User, farid: User, maya: User, fitri: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(10_000_000))
    payout = money.request_payout(farid, now=now, amount=rupiah(5_000_001))
    assert (payout.state, payout.review_reason) == (PayoutState.IN_REVIEW, "large_amount")
    payouts.send(payout_id=payout.pk, now=now)
    assert SandboxPayout.objects.count() == 0

    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=farid, now=now)
    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=maya, now=now)
    payouts.approve_payout(payout=payout, by=fitri, now=now)
    payouts.approve_payout(payout=payout, by=fitri, now=now)
    finish(payout, now=now)
    assert (payout.state, payout.reviewed_by) == (PayoutState.PAID, fitri)


def test_a_refused_payout_is_available_again(
    clara: User, farid: User, fitri: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(10_000_000))
    payout = money.request_payout(farid, now=now, amount=rupiah(9_000_000))
    payout = payouts.reject_payout(payout=payout, by=fitri, reason="Name differs.", now=now)
    assert payout.state == PayoutState.CANCELLED
    assert available(farid) == rupiah(9_000_000)


def test_no_moderator_approves_their_own(clara: User, maya: User, now: datetime) -> None:
    money.earn(maya, payer=clara, now=now, amount=rupiah(10_000_000))
    payout = money.request_payout(maya, now=now, amount=rupiah(9_000_000))
    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=maya, now=now)


def test_the_first_payout_is_reviewed_where_the_policy_says_so(
    earned: None, farid: User, now: datetime
) -> None:
    PolicyVersion.objects.create(
        effective_at=now,
        source="test",
        freelancer_bps=1000,
        client_bps=0,
        payout_least_minor=100,
        payout_review_above_minor=10**12,
        is_first_payout_reviewed=True,
    )
    assert money.request_payout(farid, now=now).review_reason == "first_payout"


def test_a_request_is_cancelled_before_it_is_sent_only(
    earned: None, farid: User, sena: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    with pytest.raises(NotAllowed):
        payouts.cancel_payout(payout=payout, by=sena, now=now)
    payouts.cancel_payout(payout=payout, by=farid, now=now)
    payouts.cancel_payout(payout=payout, by=farid, now=now)
    assert available(farid) == rupiah(900_000)

    sent = money.request_payout(farid, now=now)
    payouts.send(payout_id=sent.pk, now=now)
    with pytest.raises(WrongState):
        payouts.cancel_payout(payout=sent, by=farid, now=now)


class Crash(Exception):
    """The process is gone."""


def did_it_then(error: type[Exception]) -> object:
    real = Sandbox.create_payout

    def act(self: Sandbox, *args: object, **kwargs: object) -> None:
        real(self, *args, **kwargs)  # type: ignore[arg-type]
        raise error

    return patch.object(Sandbox, "create_payout", act)


FAULTS = {
    "before the call": patch.object(Sandbox, "create_payout", side_effect=Crash),
    "the line is dead": patch.object(Sandbox, "create_payout", side_effect=Unknown),
    "after the call": did_it_then(Crash),
    "after the call, time-out": did_it_then(Unknown),
    "before the commit": patch("payments.services.payouts.apply", side_effect=Crash),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_at_any_step_pays_once(
    earned: None, farid: User, now: datetime, fault: str
) -> None:
    payout = money.request_payout(farid, now=now)
    try:
        with FAULTS[fault]:  # type: ignore[attr-defined]
            payouts.send(payout_id=payout.pk, now=now)
    except Crash:
        pass
    payout.refresh_from_db()
    assert payout.state == PayoutState.SUBMITTED

    payouts.send(payout_id=payout.pk, now=now)  # within the patience nobody sends
    later = now + LATER
    money.run_payouts(now=later)
    money.settle_bank(now=later + LATER)
    money.run_payouts(now=later + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert SandboxPayout.objects.count() == 1


def test_a_provider_that_forgot_our_key_is_asked_first(
    earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    with did_it_then(Unknown):  # type: ignore[attr-defined]
        payouts.send(payout_id=payout.pk, now=now)
    with patch.object(Sandbox, "create_payout") as create:
        payouts.send(payout_id=payout.pk, now=now + timedelta(hours=30))
    create.assert_not_called()


def test_a_clear_no_gives_the_money_back(earned: None, farid: User, now: datetime) -> None:
    payout = money.request_payout(farid, now=now)
    with patch.object(Sandbox, "create_payout", side_effect=Refused("name_differs")):
        payouts.send(payout_id=payout.pk, now=now)
    payout.refresh_from_db()
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "name_differs")
    assert available(farid) == rupiah(900_000)
