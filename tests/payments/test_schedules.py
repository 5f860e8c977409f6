"""Payouts that happen by themselves: the page, the API, and the worker's clock carried forward."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import security
from notifications.models import Notification
from payments import tasks
from payments.models import Earning, Payout, PayoutSchedule
from payments.services import escrows, payouts, set_asides
from payments.services.payout_outlook import outlook_of
from payments.services.payout_schedules import Plan, save_schedule
from payments.states import Cadence, PayoutState
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_chargebacks import dispute, hear, pay_out_all

Browser = Callable[[User], Client]
NINE = timedelta(hours=2)  # of UTC: nine in Jakarta
START = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)  # a Monday, ten in Jakarta


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now() -> datetime:
    return START


@pytest.fixture(autouse=True)
def no_bells(quiet_workers: None) -> None:
    """The tests do by hand what the workers would."""


def at_nine(day: int) -> datetime:
    return datetime(2026, 11, day, 2, 0, tzinfo=UTC)


def beat(clock: time_machine.Traveller, moment: datetime) -> None:
    """The minute's task of beat, at that moment."""
    clock.move_to(moment)
    tasks.run_schedules.apply()


def schedule(user: User, **plan: Any) -> PayoutSchedule:
    place = plan.pop("destination", None) or money.make_destination(user, now=START)
    wished = Plan(destination=place, **plan)
    return save_schedule(by=user, currency="IDR", plan=wished, now=START)


def sums() -> list[int]:
    """What was asked for so far, in whole rupiah."""
    return [payout.amount_minor // 100 for payout in Payout.objects.order_by("pk")]


def skip_of(user: User) -> str:
    return PayoutSchedule.objects.get(user=user).last_skip


def test_every_week_on_its_day_all_that_is_free_is_asked_for(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
    beat(clock, at_nine(12))
    assert sums() == []
    beat(clock, at_nine(13) - timedelta(minutes=1))
    assert sums() == []
    beat(clock, at_nine(13))
    beat(clock, at_nine(13) + timedelta(minutes=1))
    assert sums() == [900_000]
    money.earn(farid, payer=clara, now=at_nine(14))
    beat(clock, at_nine(20))
    assert sums() == [900_000, 900_000]


def test_the_last_day_stands_in_for_one_that_the_month_lacks(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    mine = schedule(farid, cadence=Cadence.MONTHLY, month_day=31)
    assert mine.next_at == at_nine(30)
    beat(clock, at_nine(30))
    mine.refresh_from_db()
    assert sums() == [900_000]
    assert mine.next_at == datetime(2026, 12, 31, 2, 0, tzinfo=UTC)


def test_by_threshold_each_morning_looks_and_waits_until_it_is_reached(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    schedule(farid, cadence=Cadence.THRESHOLD, threshold_minor=1_500_000_00)
    money.earn(farid, payer=clara, now=now)
    beat(clock, at_nine(10))
    assert (sums(), skip_of(farid)) == ([], "below_threshold")
    money.earn(farid, payer=clara, now=at_nine(10))
    beat(clock, at_nine(11))
    assert (sums(), skip_of(farid)) == ([1_800_000], "")
    assert not Notification.objects.filter(kind="payout_skipped").exists()


def test_a_week_may_have_a_least_amount_too(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    schedule(farid, cadence=Cadence.WEEKLY, weekday=4, threshold_minor=900_001_00)
    beat(clock, at_nine(13))
    assert (sums(), skip_of(farid)) == ([], "below_threshold")


def test_what_is_set_aside_stays(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(250_000), now=now)
    schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
    beat(clock, at_nine(13))
    assert sums() == [650_000]


def test_a_new_destination_rests_first_and_the_person_hears_of_it_once(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    money.make_destination(farid, now=now)
    place = money.make_destination(farid, now=now, number="9876543210")
    mine = schedule(farid, cadence=Cadence.THRESHOLD, threshold_minor=50_000_00, destination=place)
    found = outlook_of(mine, by=farid, now=now)
    assert found is not None
    assert (found.pause, found.until) == ("cooling_off", now + timedelta(hours=48))
    beat(clock, at_nine(10))
    beat(clock, at_nine(11))
    assert (sums(), skip_of(farid)) == ([], "cooling_off")
    assert Notification.objects.filter(kind="payout_skipped").count() == 1
    beat(clock, at_nine(12))
    assert (sums(), skip_of(farid)) == ([900_000], "")


def test_a_changed_password_rests_and_then_goes_on(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    schedule(farid, cadence=Cadence.THRESHOLD, threshold_minor=50_000_00)
    security.note_password_change(user=farid, now=now)
    beat(clock, at_nine(10))
    assert (sums(), skip_of(farid)) == ([], "paused")
    beat(clock, at_nine(12))
    assert sums() == [900_000]


def test_a_payout_that_people_look_at_keeps_the_next_run_back(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(10_000_000))
    first = money.request_payout(farid, now=now, amount=rupiah(6_000_000))
    assert first.state == PayoutState.IN_REVIEW
    schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
    beat(clock, at_nine(13))
    assert (sums(), skip_of(farid)) == ([6_000_000], "in_review")


def test_a_removed_destination_is_named_as_the_reason(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    mine = schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
    assert mine.destination is not None
    browser = browser_of(farid)
    browser.post(reverse("payments:retire-destination", args=[mine.destination.pk]))
    page = browser.get(reverse("payments:payout-schedule")).content.decode()
    assert "The destination was removed; choose another one." in page
    assert "Choose below where the money should go." in page
    beat(clock, at_nine(13))
    assert (sums(), skip_of(farid)) == ([], "no_destination")


def test_after_a_payout_came_back_the_place_is_not_tried_again_by_itself(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    money.earn(farid, payer=clara, now=now)
    place = money.make_destination(farid, now=now, number="1234560000")
    mine = schedule(farid, cadence=Cadence.WEEKLY, weekday=4, destination=place)
    beat(clock, at_nine(13))
    payout = Payout.objects.get()
    assert payout.changes.earliest("pk").by_whom == "Your schedule"
    payouts.send(payout_id=payout.pk, now=at_nine(13))
    money.settle_bank(now=at_nine(14))
    payouts.look_up(payout_id=payout.pk, now=at_nine(14))
    beat(clock, at_nine(20))
    assert (len(sums()), skip_of(farid)) == (1, "came_back")
    again = Plan(cadence=Cadence.WEEKLY, weekday=4, destination=mine.destination)
    save_schedule(by=farid, currency="IDR", plan=again, now=at_nine(21))
    beat(clock, at_nine(27))
    assert (len(sums()), skip_of(farid)) == (2, "")


def test_a_debt_keeps_runs_back_until_later_work_has_repaid_it(
    clara: User, farid: User, now: datetime, clock: time_machine.Traveller
) -> None:
    escrow = money.earn(farid, payer=clara, now=now)
    payout = pay_out_all(farid, now=now)
    hear(dispute(escrow, now=now), now=now)
    place = payout.destination
    mine = schedule(farid, cadence=Cadence.THRESHOLD, threshold_minor=50_000_00, destination=place)
    found = outlook_of(mine, by=farid, now=now)
    assert found is not None
    assert found.pause == "debt"
    beat(clock, at_nine(10))
    assert (sums(), skip_of(farid)) == ([900_000], "debt")
    money.earn(farid, payer=clara, now=at_nine(10), amount=rupiah(1_500_000))
    beat(clock, at_nine(11))
    assert (sums(), skip_of(farid)) == ([900_000, 450_000], "")


@pytest.mark.broken_book  # a part of an earning is taken without its posting
def test_the_outlook_counts_what_becomes_available_until_then_less_its_share(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    set_asides.set_share(by=farid, kind="tax", currency="IDR", share_bps=1_000)
    held = money.make_held(payer=clara, payee=farid, now=now, method="qris")
    escrows.release(escrow=held, by=clara, now=now)
    assert Earning.objects.filter(state="pending").update(available_at=at_nine(12)) == 1
    soon = outlook_of(schedule(farid, cadence=Cadence.WEEKLY, weekday=1), by=farid, now=now)
    later = outlook_of(schedule(farid, cadence=Cadence.WEEKLY, weekday=4), by=farid, now=now)
    assert soon is not None
    assert later is not None
    assert (soon.at, soon.amount) == (at_nine(10), rupiah(900_000))
    assert (later.at, later.amount) == (at_nine(13), rupiah(900_000 + 810_000))
    Earning.objects.filter(state="pending").update(taken_minor=rupiah(400_000).minor)
    later = outlook_of(schedule(farid, cadence=Cadence.WEEKLY, weekday=4), by=farid, now=now)
    assert later is not None
    assert later.amount == rupiah(900_000 + 450_000)


class TestThePage:
    def test_saves_each_choice_and_shows_the_next_run(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        place = money.make_destination(farid, now=now)
        browser, address = browser_of(farid), reverse("payments:payout-schedule")
        assert b"nothing is paid out by itself" in browser.get(address).content
        sent = {"cadence": "weekly", "weekday": "4", "destination": str(place.pk)}
        page = browser.post(address, sent, follow=True).content.decode()
        assert "From now on your money is paid out by itself." in page
        assert "13 Nov 2026" in page
        assert "Rp900,000" in page
        page = browser.post(address, {"cadence": "manual"}, follow=True).content.decode()
        assert "Nothing is paid out unless you ask for it." in page
        assert PayoutSchedule.objects.get().next_at is None

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "cadence"),
            ({"cadence": "hourly"}, "cadence"),
            ({"cadence": "weekly", "destination": "mine"}, "weekday"),
            ({"cadence": "weekly", "weekday": "7", "destination": "mine"}, "weekday"),
            ({"cadence": "weekly", "weekday": "1"}, "destination"),
            ({"cadence": "weekly", "weekday": "1", "destination": "999999"}, "destination"),
            ({"cadence": "monthly", "month_day": "32", "destination": "mine"}, "month_day"),
            ({"cadence": "threshold", "destination": "mine"}, "least"),
            ({"cadence": "threshold", "least": "5", "destination": "mine"}, "least"),
            ({"cadence": "threshold", "least": "much", "destination": "mine"}, "least"),
        ],
    )
    def test_says_at_the_field_what_is_missing(
        self, farid: User, now: datetime, browser_of: Browser, sent: dict[str, str], field: str
    ) -> None:
        place = money.make_destination(farid, now=now)
        sent = {name: str(place.pk) if value == "mine" else value for name, value in sent.items()}
        answer = browser_of(farid).post(reverse("payments:payout-schedule"), {"x": "", **sent})
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert PayoutSchedule.objects.count() == 0

    def test_does_not_take_anothers_destination(
        self, farid: User, sena: User, now: datetime, browser_of: Browser
    ) -> None:
        place = money.make_destination(sena, now=now)
        sent = {"cadence": "weekly", "weekday": "1", "destination": str(place.pk)}
        answer = browser_of(farid).post(reverse("payments:payout-schedule"), sent)
        assert "destination" in answer.context["form"].errors


def test_the_list_of_payouts_names_the_next_run(farid: User, browser_of: Browser) -> None:
    browser = browser_of(farid)
    assert b"Your next automatic payout" not in browser.get(reverse("payments:payouts")).content
    schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
    page = browser.get(reverse("payments:payouts")).content.decode()
    assert "Your next automatic payout is planned for" in page
    assert "13 Nov 2026" in page


class TestTheApi:
    address = "/api/v1/payouts/schedule"

    def put(self, browser: Client, **body: Any) -> Any:
        return browser.put(self.address, body, content_type="application/json")

    def test_reads_and_writes(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        place = money.make_destination(farid, now=now)
        browser = browser_of(farid)
        empty = browser.get(self.address).json()
        assert (empty["cadence"], empty["next"]) == ("manual", None)
        saved = self.put(browser, cadence="weekly", weekday=4, destination=place.pk)
        assert saved.status_code == 200
        assert saved.json() == browser.get(self.address).json()
        assert saved.json()["next"] == {
            "at": "2026-11-13T09:00:00+07:00",
            "amount_minor": 900_000_00,
            "currency": "IDR",
            "pause": "",
            "pause_text": "",
            "way_on": "",
            "until": None,
        }

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 400),
            ({"cadence": "weekly", "weekday": 1}, 400),
            ({"cadence": "weekly", "weekday": 8}, 400),
            ({"cadence": "threshold", "least_minor": 100}, 400),
            ({"cadence": "manual", "currency": "XXX"}, 400),
            ({"cadence": "weekly", "weekday": 1, "destination": 999_999}, 404),
        ],
    )
    def test_refuses_what_cannot_be(
        self, farid: User, now: datetime, browser_of: Browser, body: dict[str, Any], status: int
    ) -> None:
        money.make_destination(farid, now=now)
        assert self.put(browser_of(farid), **body).status_code == status
        assert PayoutSchedule.objects.count() == 0

    def test_shows_nobody_anothers(
        self, farid: User, sena: User, now: datetime, browser_of: Browser
    ) -> None:
        schedule(farid, cadence=Cadence.WEEKLY, weekday=4)
        assert browser_of(sena).get(self.address).json()["cadence"] == "manual"
        assert Client().get(self.address).status_code == 401
