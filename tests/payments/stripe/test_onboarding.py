"""A freelancer opens an account with Stripe: pages, API, notifications, every fault of the line.

How it stands is asked of Stripe each time; neither the address nor a notification is believed.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.money import Money
from notifications.models import Notification
from payments.models import ConnectedAccount, Destination, Mismatch, ProviderEvent
from payments.services import destinations, onboarding, payouts, sweeps
from payments.states import Standing
from payments.words import missing_in_words
from tests.doubles.stripe import money_out
from tests.doubles.stripe.faults import Fault
from tests.payments.stripe.conftest import World

PAGE = "/destinations/stripe/"
API = "/api/v1/destinations/stripe"


@pytest.fixture(autouse=True)
def countries(settings: Any) -> None:
    settings.STRIPE_CONNECT_COUNTRIES = ["US", "SG"]


@pytest.fixture
def browser(farid: User, browser_of: Any) -> Client:
    return browser_of(farid)


def theirs(world: World) -> list[dict[str, Any]]:
    """The accounts at Stripe."""
    return world.double.state.all_of("account")


def mine() -> ConnectedAccount:
    return ConnectedAccount.objects.get()


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ready(world: World, farid: User) -> ConnectedAccount:
    """Farid's account after Stripe's form."""
    onboarding.connect(by=farid, country="US", now=world.now)
    money_out.finish_onboarding(world.double.state, theirs(world)[0])
    world.tell()
    world.sweep()
    assert mine().standing == Standing.READY
    return mine()


def test_from_the_page_to_a_destination(world: World, browser: Client, farid: User) -> None:
    assert "Be paid through Stripe" in text_of(browser.get("/destinations/"))
    page = text_of(browser.get(PAGE))
    assert "Stripe does not pay out to accounts in Indonesia" in page
    assert "Add a bank account or e-wallet" in page
    assert browser.post(PAGE, {"country": "US"}).headers["location"] == PAGE
    (account,) = theirs(world)
    assert (account["country"], account["email"]) == ("US", farid.email)
    assert account["metadata"] == {"karya_key": mine().key}
    (call,) = [one for one in world.double.api.calls if one.path == "/v1/accounts" and one.key]
    assert call.params["settings"] == {"payouts": {"schedule": {"interval": "manual"}}}
    page = text_of(browser.get(PAGE))
    assert "your tax or identity number" in page
    assert "the bank account where your money goes" in page

    form = browser.get(f"{PAGE}form/")
    assert form.status_code == 302
    assert f"/setup/{account['id']}" in form.headers["location"]
    assert f"back={settings.SITE_URL}/destinations/stripe/back/" in form.headers["location"]
    money_out.finish_onboarding(world.double.state, account)
    assert browser.get(f"{PAGE}back/").headers["location"] == PAGE
    assert "Choose it when you withdraw" in text_of(browser.get(PAGE))
    destination = Destination.objects.get()
    assert destination.account_number == account["id"]
    assert (destination.institution, destination.usable_at) == ("stripe", world.now)
    assert Notification.objects.filter(recipient=farid, kind="connection_ready").count() == 1


def test_coming_back_proves_nothing(world: World, browser: Client) -> None:
    browser.post(PAGE, {"country": "US"})
    browser.get(f"{PAGE}back/?success=1&payouts_enabled=true&account=acct_1")
    assert mine().standing == Standing.NEEDS
    assert not Destination.objects.exists()


def test_a_double_click_opens_one_account(world: World, browser: Client) -> None:
    for country in ("US", "US", "SG"):
        browser.post(PAGE, {"country": country})
    assert [one["country"] for one in theirs(world)] == ["US"]
    assert ConnectedAccount.objects.count() == 1


@pytest.mark.parametrize("call", ["POST /v1/accounts", "GET /v1/accounts"])
@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("wait", [timedelta(0), timedelta(days=2)])
def test_an_account_is_opened_once_whatever_the_line_does(
    world: World, farid: User, call: str, fault: Fault, wait: timedelta
) -> None:
    world.double.faults.add(call, fault)
    account = onboarding.connect(by=farid, country="US", now=world.now)
    if not call.startswith("GET") or fault is not Fault.CONFLICT:  # a reading call has no key
        assert account.standing == Standing.ASKED
    world.pass_time(seconds=wait.total_seconds())
    sweeps.ask_about_connections(now=world.now)
    if fault is Fault.ERROR_SAVED and call.startswith("POST") and not wait:
        assert theirs(world) == []  # the key answers 500 for a day
        world.pass_time(days=2)
        sweeps.ask_about_connections(now=world.now)
    assert [one["metadata"] for one in theirs(world)] == [{"karya_key": account.key}]
    assert mine().standing == Standing.NEEDS


def test_while_stripe_is_silent_the_page_says_so(world: World, browser: Client) -> None:
    world.double.faults.add("GET /v1/accounts", Fault.ERROR)
    browser.post(PAGE, {"country": "US"})
    page = text_of(browser.get(PAGE))
    assert "Stripe does not answer at the moment" in page
    answer = browser.get(f"{PAGE}form/", follow=True)
    assert answer.status_code in {200, 409}
    assert "There is no form to fill in" in text_of(answer)


def test_a_country_that_stripe_refuses_may_be_corrected(
    world: World, browser: Client, settings: Any
) -> None:
    settings.STRIPE_CONNECT_COUNTRIES = ["US", "BR"]
    browser.post(PAGE, {"country": "BR"})
    assert "Stripe opens no accounts in this country" in text_of(browser.get(PAGE))
    browser.post(PAGE, {"country": "US"})
    assert [one["country"] for one in theirs(world)] == ["US"]
    assert (mine().standing, mine().failure) == (Standing.NEEDS, "")


@pytest.mark.parametrize("country", ["ID", "", "XX", "<script>", "us"])
def test_other_countries_are_not_taken(world: World, browser: Client, country: str) -> None:
    assert browser.post(PAGE, {"country": country}).status_code == 200
    assert not ConnectedAccount.objects.exists()
    assert theirs(world) == []


def test_what_is_missing_is_told_in_words(world: World, browser: Client, farid: User) -> None:
    ready(world, farid)
    due = ("individual.verification.document", "person_1Q.dob.day", "something.new")
    money_out.restrict(world.double.state, theirs(world)[0], due=due)
    world.tell(times=2)
    world.sweep()
    page = text_of(browser.get(PAGE))
    assert "Stripe does not pay out to you until it knows more" in page
    assert "a photo of your identity document" in page
    assert "facts about the people of your company" in page
    assert "something that only the form names" in page
    assert "something.new" not in page
    assert "Stripe needs something from you" in text_of(browser.get("/destinations/"))
    assert Notification.objects.filter(recipient=farid, kind="connection_blocked").count() == 1


def test_each_thing_that_is_missing_is_named_once() -> None:
    codes = ["individual.dob.day", "individual.dob.month", "individual.first_name", "x", "y"]
    assert missing_in_words(codes) == [
        "your date of birth",
        "your name and facts about you",
        "something that only the form names",
    ]


def test_no_payout_goes_where_stripe_takes_none(world: World, farid: User, browser: Client) -> None:
    account = ready(world, farid)
    assert account.destination is not None
    money_out.restrict(world.double.state, theirs(world)[0], due=("external_account",))
    world.tell()
    world.sweep()
    with pytest.raises(WrongState, match="see what it needs"):
        asked_payout(farid, account.destination, world, Money(10_00, "USD"))
    money_out.finish_onboarding(world.double.state, theirs(world)[0])
    world.tell()
    world.sweep()
    assert mine().destination == account.destination
    with pytest.raises(InvalidInput, match="USD only"):
        asked_payout(farid, account.destination, world, Money(100_000_00, "IDR"))


def asked_payout(farid: User, place: Destination, world: World, amount: Money) -> None:
    payouts.request_payout(
        by=farid,
        amount=amount,
        destination=Destination.objects.get(pk=place.pk),
        idempotency_key="one",
        now=world.now,
    )


def test_a_removed_destination_stays_away_until_it_is_wanted_again(
    world: World, farid: User, browser: Client
) -> None:
    account = ready(world, farid)
    assert account.destination is not None
    destinations.retire_destination(destination=account.destination, by=farid, now=world.now)
    theirs(world)[0]["email"] = "other@example.com"
    world.double.state.tell("account.updated", theirs(world)[0], theirs(world)[0]["id"])
    world.tell()
    world.sweep()
    assert not Destination.objects.filter(retired_at__isnull=True).exists()
    assert "Use it again" in text_of(browser.get(PAGE))
    browser.post(PAGE, {"country": "US"})
    again = Destination.objects.get(retired_at__isnull=True)
    assert mine().destination == again
    assert again.usable_at == world.now + timedelta(hours=48)
    assert len(theirs(world)) == 1


@pytest.mark.parametrize("is_gone", [False, True])
def test_an_account_that_stripe_closes_is_closed(
    world: World, farid: User, browser: Client, is_gone: bool
) -> None:
    account = ready(world, farid)
    if is_gone:
        world.double.state.gone.add(account.provider_reference)
        world.pass_time(days=1, hours=1)
        sweeps.ask_about_connections(now=world.now)
    else:
        money_out.restrict(world.double.state, theirs(world)[0], why="rejected.fraud")
        world.tell()
        world.sweep()
    assert mine().standing == Standing.CLOSED
    assert "Please use a bank account or an e-wallet" in text_of(browser.get(PAGE))
    assert browser.get(f"{PAGE}form/").status_code == 409
    page = text_of(browser.get("/payouts/new/"))
    assert "acct" not in page


def test_a_lost_notification_is_made_up_for_within_a_day(world: World, farid: User) -> None:
    onboarding.connect(by=farid, country="US", now=world.now)
    money_out.finish_onboarding(world.double.state, theirs(world)[0])
    sweeps.ask_about_connections(now=world.now)
    assert mine().standing == Standing.NEEDS
    world.pass_time(days=1)
    sweeps.ask_about_connections(now=world.now)
    assert mine().standing == Standing.READY


def test_an_older_look_does_not_undo_a_later_one(world: World, farid: User, adapter: Any) -> None:
    onboarding.connect(by=farid, country="US", now=world.now)
    before, old = world.now, adapter.fetch_account(theirs(world)[0]["id"])
    world.pass_time(minutes=1)
    money_out.finish_onboarding(world.double.state, theirs(world)[0])
    onboarding.look_up(account_id=mine().pk, now=world.now)
    onboarding.apply(account=mine(), found=old, now=before)
    assert mine().standing == Standing.READY


def test_accounts_of_others_are_kept_and_left_alone(world: World, farid: User) -> None:
    other = money_out.create_account(world.double.state, {"country": "US"})
    money_out.finish_onboarding(world.double.state, other)
    world.tell()
    world.sweep()
    event = ProviderEvent.objects.get()
    assert (event.kind, event.outcome) == ("account.updated", "ignored")
    assert not Mismatch.objects.exists()


def test_checking_is_no_demand(world: World, farid: User, browser: Client) -> None:
    onboarding.connect(by=farid, country="US", now=world.now)
    account = theirs(world)[0]
    money_out.finish_onboarding(world.double.state, account)
    account.update(payouts_enabled=False)
    browser.get(f"{PAGE}back/")
    assert mine().standing == Standing.CHECKING
    assert "Stripe checks what you wrote" in text_of(browser.get(PAGE))


def test_the_same_by_the_api_alone(world: World, farid: User, browser: Client) -> None:
    assert browser.get(API).status_code == 404
    assert browser.post(f"{API}/form").status_code == 404
    refused = browser.post(API, {"country": "ID"}, content_type="application/json")
    assert refused.status_code == 400
    for _time in range(2):
        made = browser.post(API, {"country": "us"}, content_type="application/json")
        assert made.status_code == 201
    assert made.json()["standing"] == "needs"
    assert len(theirs(world)) == 1
    form = browser.post(f"{API}/form").json()["url"]
    assert f"/setup/{theirs(world)[0]['id']}" in form
    money_out.finish_onboarding(world.double.state, theirs(world)[0])
    told = browser.get(API).json()
    assert (told["standing"], told["missing"]) == ("ready", [])
    (place,) = browser.get("/api/v1/destinations").json()["results"]
    assert (place["id"], place["is_blocked"]) == (told["destination"], False)


def test_nobody_sees_the_account_of_another(
    world: World, farid: User, sena: User, browser_of: Any
) -> None:
    ready(world, farid)
    assert "Connect with Stripe" in text_of(browser_of(sena).get(PAGE))
    assert browser_of(sena).get(f"{PAGE}form/").headers["location"] == PAGE
    assert browser_of(sena).get(API).status_code == 404
    for path in (PAGE, f"{PAGE}form/", f"{PAGE}back/"):
        assert "/accounts/login/" in Client().get(path).headers["location"]
    assert Client().get(API).status_code in {401, 403}


@pytest.mark.parametrize("way", ["no connect", "rail off", "other provider"])
def test_without_connect_there_is_no_such_page(
    world: World, browser: Client, settings: Any, way: str
) -> None:
    if way == "no connect":
        settings.STRIPE_CONNECT = False
    elif way == "rail off":
        settings.PAYMENT_RAILS_OFF = ["stripe:payout:stripe"]
    else:
        settings.PAYMENT_PROVIDERS = ["sandbox"]
    assert "Be paid through Stripe" not in text_of(browser.get("/destinations/"))
    for path in (PAGE, f"{PAGE}form/", f"{PAGE}back/"):
        assert browser.get(path).status_code == 404
    answer = browser.post(API, {"country": "US"}, content_type="application/json")
    assert answer.status_code == 400
    assert not ConnectedAccount.objects.exists()
