"""Where money goes: shapes, names, the time of waiting, and the link “this was not me”."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import security
from core.errors import InvalidInput, NotAllowed
from notifications.models import Notification
from notifications.services.letters import send_due
from payments.models import Destination, Payout, PayoutStop
from payments.rails import TYPED_IN
from payments.services import destinations, payout_stops, payouts
from payments.states import PartState, PayoutState, Rail
from tests.factories import payments as money

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


@pytest.fixture(autouse=True)
def no_bells(quiet_workers: None) -> None:
    """The tests do by hand what the workers would."""


def add(browser: Client, institution: str, number: str, holder: str = "Farid Hidayat") -> str:
    form = {"institution": institution, "account_number": number, "holder_name": holder}
    return browser.post(reverse("payments:destinations"), form, follow=True).content.decode()


def number_for(code: str) -> str:
    if TYPED_IN[code].rail == Rail.EWALLET:
        return "081234567890"
    return next("7" * n for n in range(5, 20) if TYPED_IN[code].accepts("7" * n))


@pytest.mark.parametrize("code", TYPED_IN)
def test_each_bank_and_e_wallet_of_the_list_can_be_added(
    code: str, farid: User, browser_of: Browser
) -> None:
    page = add(browser_of(farid), code, number_for(code))
    assert "Added. You can use it at once." in page
    assert TYPED_IN[code].name in page
    assert Destination.objects.get().rail == TYPED_IN[code].rail


@pytest.mark.parametrize("code", TYPED_IN)
@pytest.mark.parametrize("number", ["12", "0812", "x" * 12, "1" * 30])
def test_a_number_of_another_shape_is_an_error_at_its_field(
    code: str, number: str, farid: User, browser_of: Browser
) -> None:
    page = add(browser_of(farid), code, number)
    assert "This number does not look like one of" in page
    assert Destination.objects.count() == 0


def test_a_phone_is_one_place_however_it_is_written(farid: User, browser_of: Browser) -> None:
    browser = browser_of(farid)
    for number in ("081234567890", "+62 812-3456-7890", "6281234567890"):
        add(browser, "gopay", number)
    assert Destination.objects.get().account_number == "081234567890"


def test_a_number_that_its_bank_does_not_know_is_not_added(
    farid: User, browser_of: Browser
) -> None:
    page = add(browser_of(farid), "bca", "1234562222")
    assert "The bank does not know this account number." in page
    assert Destination.objects.count() == 0


def test_another_holders_name_is_warned_of_and_looked_at_but_not_refused(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    page = add(browser_of(farid), "bca", "1234561111")
    assert "in the name of BUDI SANTOSO, and you are Farid Hidayat here" in page
    assert "The bank says that it belongs to BUDI SANTOSO." in page
    assert "The names differ" in page
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=timezone.now(), number="1234561111")
    assert (payout.state, payout.review_reason) == (PayoutState.IN_REVIEW, "name_differs")


def test_ones_own_name_is_no_matter(farid: User, browser_of: Browser) -> None:
    page = add(browser_of(farid), "bca", "1234567890", "FARID HIDAYAT, S.KOM.")
    assert "The names" not in page


def test_the_api_asks_the_bank_and_says_how_the_names_fit(farid: User, browser_of: Browser) -> None:
    def post(number: str) -> tuple[int, str]:
        body = {"institution": "bca", "account_number": number, "holder_name": "Farid"}
        answer = browser_of(farid).post(
            "/api/v1/destinations", body, content_type="application/json"
        )
        return answer.status_code, answer.json().get("name_match", "")

    assert post("1234561111") == (201, "differs")
    assert post("1234562222") == (400, "")
    assert post("1234567890") == (201, "close")


def test_a_second_place_shows_until_when_it_waits(
    farid: User, now: datetime, browser_of: Browser
) -> None:
    money.make_destination(farid, now=now)
    page = add(browser_of(farid), "gopay", "081234567890")
    place = Destination.objects.latest("pk")
    assert place.usable_at - place.created_at == timedelta(hours=48)
    assert f'<time datetime="{place.usable_at.isoformat()}"' in page
    assert 'data-left="{} left"' in page
    assert "</svg><span>Usable from" in page  # one piece: else it breaks in columns on a phone


@pytest.fixture
def added(farid: User, now: datetime) -> Destination:
    """A second place of Farid's, of which a letter was written."""
    money.make_destination(farid, now=now)
    return money.make_destination(farid, now=now, number="9876543210")


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"/destinations/not-me/[^/\s]+/", str(letter.body))
    assert found is not None
    return found[0]


def test_a_letter_tells_of_the_change_also_at_the_address_before(
    farid: User, now: datetime
) -> None:
    money.make_destination(farid, now=now)
    farid.email = "thief@example.com"
    farid.save()
    security.note_email_change(user=farid, previous="farid@example.com", now=now)
    money.make_destination(farid, now=now, number="9876543210")
    send_due(now=timezone.now())
    (letter,) = mail.outbox
    assert (letter.to, letter.bcc) == (["thief@example.com"], ["farid@example.com"])
    assert "This was not me: stop my payouts" in letter.body
    assert link_in(letter) in letter.alternatives[0].content  # type: ignore[attr-defined]


def test_an_address_given_up_long_ago_hears_nothing(farid: User, now: datetime) -> None:
    money.make_destination(farid, now=now)
    security.note_email_change(user=farid, previous="old@example.com", now=now - timedelta(days=31))
    money.make_destination(farid, now=now, number="9876543210")
    send_due(now=timezone.now())
    assert mail.outbox[0].bcc == []


class TestTheLink:
    def test_asks_first_and_then_stops_everything(
        self, added: Destination, clara: User, farid: User, fitri: User, now: datetime
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        Destination.objects.update(usable_at=now)
        payout = money.request_payout(farid, now=now, number="9876543210")
        send_due(now=timezone.now())
        path, visitor = link_in(mail.outbox[0]), Client()
        assert b"Stop my payouts" in visitor.get(path).content
        assert PayoutStop.objects.count() == 0
        for _click in range(2):
            assert b"nothing is paid out any more" in visitor.post(path).content
        stop = PayoutStop.objects.get()
        payout.refresh_from_db()
        added.refresh_from_db()
        assert (stop.user, stop.destination) == (farid, added)
        assert payout.state == PayoutState.CANCELLED
        assert added.retired_at is not None
        told = Notification.objects.filter(kind__startswith="payouts_stopped")
        assert set(told.values_list("recipient__name", "kind")) == {
            ("Farid Hidayat", "payouts_stopped"),
            (fitri.name, "payouts_stopped_by_person"),
        }

    @pytest.mark.parametrize("token", ["x", "MQ:1uabcd:abc", "%00"])
    def test_that_is_not_ours_leads_nowhere(self, db: None, token: str) -> None:
        assert Client().get(f"/destinations/not-me/{token}/").status_code == 404
        assert Client().post(f"/destinations/not-me/{token}/").status_code == 404

    def test_is_good_for_a_month(self, added: Destination, now: datetime) -> None:
        path = payout_stops.stop_path(added)
        with time_machine.travel(now + timedelta(days=31)):
            assert Client().post(path).status_code == 404
        assert PayoutStop.objects.count() == 0


class TestAStop:
    @pytest.fixture
    def stop(self, added: Destination, now: datetime) -> PayoutStop:
        return payout_stops.stop_payouts(destination=added, now=now)

    def test_keeps_new_and_waiting_payouts_in(
        self, added: Destination, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        waiting = money.request_payout(farid, now=now)
        payout_stops.stop_payouts(destination=added, now=now)
        payouts.send(payout_id=waiting.pk, now=now)
        assert waiting.parts.get().state == PartState.WAITING
        place = waiting.destination
        body = {"amount_minor": 10_000_00, "destination": place.pk}
        answer = browser_of(farid).post(
            "/api/v1/payouts",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
        assert answer.status_code == 409
        assert "Payouts are stopped" in answer.content.decode()

    def test_is_lifted_at_the_desk_with_a_note(
        self, stop: PayoutStop, clara: User, farid: User, fitri: User, now: datetime,
        browser_of: Browser,
    ) -> None:  # fmt: skip
        money.earn(farid, payer=clara, now=now)
        browser, address = browser_of(fitri), reverse("payments:lift-stop", args=[stop.pk])
        assert b"Stopped by their person" in browser.get(reverse("payments:desk")).content
        browser.post(address, {"resolution": ""})
        stop.refresh_from_db()
        assert stop.lifted_at is None
        browser.post(address, {"resolution": "Called; new password set."})
        stop.refresh_from_db()
        assert (stop.lifted_by, stop.note) == (fitri, "Called; new password set.")
        assert money.request_payout(farid, now=now).state == PayoutState.APPROVED
        assert Notification.objects.filter(kind="payouts_resumed", recipient=farid).exists()

    @pytest.mark.parametrize("person", ["clara", "farid", "sena"])
    def test_is_lifted_by_staff_only(
        self, request: pytest.FixtureRequest, stop: PayoutStop, browser_of: Browser, person: str
    ) -> None:
        browser = browser_of(request.getfixturevalue(person))
        answer = browser.post(reverse("payments:lift-stop", args=[stop.pk]), {"resolution": "x"})
        assert answer.status_code == 404
        stop.refresh_from_db()
        assert stop.lifted_at is None

    def test_is_lifted_by_nobody_for_themselves_nor_without_a_word(
        self, fitri: User, gita: User, now: datetime
    ) -> None:
        place = money.make_destination(fitri, now=now)
        stop = payout_stops.stop_payouts(destination=place, now=now)
        with pytest.raises(NotAllowed):
            payout_stops.lift_stop(stop=stop, by=fitri, note="Fine.", now=now)
        with pytest.raises(InvalidInput):
            payout_stops.lift_stop(stop=stop, by=gita, note=" ", now=now)

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"lifted_by": "farid", "note": "x"}, "payout_stop_nobody_lifts_their_own"),
            ({"lifted_by": "fitri"}, "payout_stop_lifted_by_somebody_who_says_why"),
        ],
    )
    def test_is_guarded_by_the_database(
        self, stop: PayoutStop, farid: User, fitri: User, now: datetime, change: dict[str, str],
        constraint: str,
    ) -> None:  # fmt: skip
        people = {"farid": farid, "fitri": fitri}
        written = {name: people.get(value, value) for name, value in change.items()}
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            PayoutStop.objects.filter(pk=stop.pk).update(lifted_at=now, **written)
        with (
            pytest.raises(IntegrityError, match="payout_stop_open_once_per_person"),
            transaction.atomic(),
        ):
            PayoutStop.objects.create(user=farid, destination=stop.destination, opened_at=now)


def test_looking_up_a_holder_needs_a_number_of_the_right_shape(db: None) -> None:
    with pytest.raises(InvalidInput):
        destinations.look_up_holder(institution="bca", account_number="1")
    assert Payout.objects.count() == 0
