"""The page and the API of one payout: what is told, and sending again what came back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from payments.models import Destination, Payout
from payments.selectors_payouts import transfers_back
from payments.services import destinations, payouts
from payments.states import PayoutState
from sandbox.models import SandboxPayout
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]
LATER = timedelta(minutes=2)
UNKNOWN, SENT_BACK = "1234560000", "1234569999"  # what the sandbox does with these numbers


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves; a week ago, so that a second destination has rested."""
    return timezone.now() - timedelta(days=7)


@pytest.fixture(autouse=True)
def no_bells(quiet_workers: None) -> None:
    """The tests do by hand what the workers would."""


def finish(payout: Payout, now: datetime) -> Payout:
    payouts.send(payout_id=payout.pk, now=now)
    for moment in (now + LATER, now + LATER * 2):
        money.settle_bank(now=moment)
        payouts.look_up(payout_id=payout.pk, now=moment)
    payout.refresh_from_db()
    return payout


@pytest.fixture
def bounced(clara: User, farid: User, now: datetime) -> Payout:
    """Rp900.000 that went to a number which the bank does not know."""
    money.earn(farid, payer=clara, now=now)
    return finish(money.request_payout(farid, now=now, number=UNKNOWN), now)


def page_of(browser: Client, payout: Payout) -> str:
    return browser.get(reverse("payments:payout", args=[payout.pk])).content.decode()


def again(browser: Client, payout: Payout, place: Destination | int | str) -> Any:
    sent = {"destination": getattr(place, "pk", place), "again": "1"}
    return browser.post(reverse("payments:retry-payout", args=[payout.pk]), sent)


def test_the_page_names_the_rail_the_reference_and_when_it_arrives(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    page = page_of(browser_of(farid), payout)
    assert "BI-FAST" in page
    assert "Expected by" in page
    assert SandboxPayout.objects.get().reference in page
    assert "You · " in page


def test_a_failed_payout_says_why_in_words_and_offers_to_send_it_again(
    bounced: Payout, farid: User, browser_of: Browser
) -> None:
    page = page_of(browser_of(farid), bounced)
    assert "The money did not arrive, and is available to you again." in page
    assert "The bank does not know this account number." in page
    assert "account_not_found" not in page
    assert reverse("payments:retry-payout", args=[bounced.pk]) in page


def test_money_that_had_arrived_and_was_sent_back_is_told_as_that(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = finish(money.request_payout(farid, now=now, number=SENT_BACK), now)
    assert payout.state == PayoutState.RETURNED
    page = page_of(browser_of(farid), payout)
    assert "but the bank sent it back later" in page
    assert "Arrived" in page
    assert "Sent back" in page


def test_of_several_transfers_each_is_shown(
    clara: User, farid: User, fitri: User, gita: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000_000))
    payout = money.request_payout(farid, now=now, amount=rupiah(300_000_000))
    for person in (fitri, gita):
        payouts.approve_payout(payout=payout, by=person, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    last = payout.parts.latest("number")
    SandboxPayout.objects.filter(key=last.key).update(account_number=UNKNOWN)
    for moment in (now + LATER, now + LATER * 2):
        money.settle_bank(now=moment)
        payouts.look_up(payout_id=payout.pk, now=moment)
    page = page_of(browser_of(farid), payout)
    assert "Rp50,000,000" in page
    assert "came back and is available to you again. The rest has arrived." in page
    assert page.count("BI-FAST") == 2
    assert "on its way" not in page
    assert "A person at Karya" in page
    assert fitri.name not in page


def test_a_payout_that_waits_for_its_bank_says_until_when(
    clara: User, farid: User, fitri: User, gita: User, now: datetime, browser_of: Browser
) -> None:
    sunday = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)
    for _each in range(3):
        money.earn(farid, payer=clara, now=sunday, amount=rupiah(450_000_000))
    payout = money.request_payout(farid, now=sunday, amount=rupiah(1_100_000_000))
    for person in (fitri, gita):
        payouts.approve_payout(payout=payout, by=person, now=sunday)
    payouts.send(payout_id=payout.pk, now=sunday)
    page = page_of(browser_of(farid), payout)
    assert "RTGS" in page
    assert "It waits for its bank to open" in page
    assert "16 Nov 2026" in page
    payout.refresh_from_db()
    assert payout.state == PayoutState.APPROVED


class TestSendingAgain:
    def test_goes_elsewhere_once_however_often_one_clicks(
        self, bounced: Payout, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        other = money.make_destination(farid, now=now)
        browser = browser_of(farid)
        form = browser.get(reverse("payments:retry-payout", args=[bounced.pk])).content.decode()
        assert "Rp900,000" in form
        assert form.count("BI-FAST") == 2
        assert "It costs you nothing." in form
        first, second = again(browser, bounced, other), again(browser, bounced, other)
        new = Payout.objects.get(retry_of=bounced)
        assert first.url == second.url == reverse("payments:payout", args=[new.pk])
        assert (new.amount, new.destination) == (rupiah(900_000), other)
        page = page_of(browser, bounced)
        assert "What came back was sent again" in page
        assert reverse("payments:retry-payout", args=[bounced.pk]) not in page

    def test_goes_to_the_same_place_where_one_wishes(
        self, bounced: Payout, farid: User, browser_of: Browser
    ) -> None:
        again(browser_of(farid), bounced, bounced.destination)
        assert Payout.objects.get(retry_of=bounced).destination == bounced.destination

    @pytest.mark.parametrize("place", ["", "x", "0", "99999999999999999999"])
    def test_says_at_the_field_that_a_place_is_missing(
        self, bounced: Payout, farid: User, browser_of: Browser, place: str
    ) -> None:
        answer = again(browser_of(farid), bounced, place)
        assert answer.status_code == 200
        assert "destination" in answer.context["form"].errors
        assert Payout.objects.count() == 1

    def test_is_refused_in_words_where_the_money_was_used_otherwise(
        self, bounced: Payout, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        other = money.make_destination(farid, now=now)
        money.request_payout(farid, now=now + timedelta(days=3), amount=rupiah(500_000))
        answer = again(browser_of(farid), bounced, other)
        assert answer.status_code == 200
        assert b"You have Rp400,000 free to withdraw." in answer.content
        assert not Payout.objects.filter(retry_of=bounced).exists()

    def test_of_what_arrived_shows_the_payout(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        payout = finish(money.request_payout(farid, now=now), now)
        answer = again(browser_of(farid), payout, payout.destination)
        assert answer.url == reverse("payments:payout", args=[payout.pk])
        assert Payout.objects.count() == 1

    def test_with_no_place_left_leads_to_adding_one(
        self, bounced: Payout, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        destinations.retire_destination(destination=bounced.destination, by=farid, now=now)
        form = browser_of(farid).get(reverse("payments:retry-payout", args=[bounced.pk]))
        assert b"Add a bank account or an e-wallet first." in form.content

    @pytest.mark.parametrize("person", ["clara", "sena", "maya"])
    def test_is_nobody_elses(
        self, request: pytest.FixtureRequest, bounced: Payout, browser_of: Browser, person: str
    ) -> None:
        browser = browser_of(request.getfixturevalue(person))
        assert again(browser, bounced, bounced.destination).status_code == 404
        answer = browser.post(
            f"/api/v1/payouts/{bounced.pk}/retry",
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
        assert answer.status_code == 404


class TestTheApi:
    def retry(self, browser: Client, payout: Payout, **body: Any) -> Any:
        return browser.post(
            f"/api/v1/payouts/{payout.pk}/retry",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex},
        )

    def test_shows_each_transfer_and_sends_again_once(
        self, bounced: Payout, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        other, browser = money.make_destination(farid, now=now), browser_of(farid)
        shown = browser.get(f"/api/v1/payouts/{bounced.pk}").json()
        (part,) = shown["parts"]
        assert (part["state"], part["failure"], part["channel"]) == (
            "failed",
            "account_not_found",
            "bi_fast",
        )
        history = [(one["to_state"], one["by_whom"]) for one in shown["history"]]
        assert history == [
            ("requested", "You"),
            ("approved", "Karya"),
            ("submitted", "Karya"),
            ("processing", "The bank"),
            ("failed", "The bank"),
        ]
        assert shown["history"][-1]["reason_text"] == "The bank does not know this account number."
        first = self.retry(browser, bounced, destination=other.pk)
        second = self.retry(browser, bounced, destination=other.pk)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json()["id"] == second.json()["id"]
        assert first.json()["retry_of"] == bounced.pk

    def test_refuses_anothers_place_and_what_did_not_come_back(
        self, bounced: Payout, farid: User, sena: User, now: datetime, browser_of: Browser
    ) -> None:
        foreign, browser = money.make_destination(sena, now=now), browser_of(farid)
        assert self.retry(browser, bounced, destination=foreign.pk).status_code == 404
        assert self.retry(browser, bounced, destination="x").status_code == 400
        new = Payout.objects.get(pk=self.retry(browser, bounced).json()["id"])
        assert self.retry(browser, new).status_code == 409


def test_nobody_is_asked_to_change_a_place_that_is_not_there(
    clara: User, farid: User, browser_of: Browser, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    form = reverse("payments:new-payout")
    assert "Change where you are paid" not in browser_of(farid).get(form).text
    money.make_destination(farid, now=now)
    assert "Change where you are paid" in browser_of(farid).get(form).text


class TestTheDesk:
    """What staff see of what came back."""

    def test_finance_sees_what_came_back_and_why(
        self, bounced: Payout, farid: User, fitri: User, now: datetime, browser_of: Browser
    ) -> None:
        part, finance = bounced.parts.get(), browser_of(fitri)
        review = reverse("payments:review-payout", args=[bounced.pk])
        desk = finance.get(reverse("payments:desk")).text
        assert "Transfers that came back" in desk
        assert review in desk
        assert part.failure_text in desk
        assert "Sent again" not in desk
        page = finance.get(review).text
        assert "Returned" in page or "Failed" in page
        assert part.failure_text in page
        assert "<dt>Why</dt>" not in page
        assert reverse("payments:approve-payout", args=[bounced.pk]) not in page

        other = money.make_destination(farid, now=now)
        again(browser_of(farid), bounced, other)
        assert "Sent again" in finance.get(reverse("payments:desk")).text

    def test_after_a_month_it_is_history(self, bounced: Payout, now: datetime) -> None:
        assert transfers_back(now).count() == 1
        assert transfers_back(now + timedelta(days=40)).count() == 0

    def test_moderators_see_payouts_that_wait_alone(
        self, bounced: Payout, maya: User, browser_of: Browser
    ) -> None:
        moderator = browser_of(maya)
        assert "Transfers that came back" not in moderator.get(reverse("payments:desk")).text
        review = reverse("payments:review-payout", args=[bounced.pk])
        assert moderator.get(review).status_code == 404
