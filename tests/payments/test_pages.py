"""Pages of money: who sees them, what they say, what they cost."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from payments.models import Destination, Escrow, Mismatch, Payin, Payout
from payments.services import escrows, payins
from payments.states import EscrowState, PayoutState
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


def test_the_client_chooses_a_way_and_goes_to_the_bank(
    escrow: Escrow, clara: User, browser_of: Browser
) -> None:
    browser, address = browser_of(clara), reverse("payments:pay", args=[escrow.pk])
    page = browser.get(address).content.decode()
    assert "Rp1,000,000" in page
    assert "QRIS" in page

    answer = browser.post(address, {"way": "card", "next": "/contracts/7/"})
    payin = Payin.objects.get()
    assert payin.checkout_url == settings.SITE_URL + answer.url  # type: ignore[attr-defined]
    assert payin.return_url == "/contracts/7/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "-1", "/a\x00b", "/" + "x" * 500]
)
def test_a_foreign_address_is_no_place_to_go_on(
    escrow: Escrow, clara: User, browser_of: Browser, elsewhere: str
) -> None:
    address = reverse("payments:pay", args=[escrow.pk])
    browser_of(clara).post(address, {"way": "va:bca", "next": elsewhere})
    assert Payin.objects.get().return_url == reverse("dashboard")


@pytest.mark.parametrize("way", ["", "cheque", "va", "va:cheque", "qris:bca"])
def test_a_way_that_is_not_offered_is_an_error_on_the_page(
    escrow: Escrow, clara: User, browser_of: Browser, way: str
) -> None:
    answer = browser_of(clara).post(reverse("payments:pay", args=[escrow.pk]), {"way": way})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert b"How do you want to pay? " in answer.content
    assert b"How do you want to pay?:" not in answer.content
    assert Payin.objects.count() == 0


def test_a_way_beyond_its_limit_is_off(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now, amount=rupiah(30_000_000))
    address = reverse("payments:pay", args=[escrow.pk])
    assert (
        b"Only up to Rp10,000,000; this is Rp30,000,000." in browser_of(clara).get(address).content
    )
    answer = browser_of(clara).post(address, {"way": "qris"}, follow=True)
    assert answer.status_code in (200, 409)
    assert Payin.objects.count() == 0


def test_two_clicks_make_one_payment(escrow: Escrow, clara: User, browser_of: Browser) -> None:
    browser, address = browser_of(clara), reverse("payments:pay", args=[escrow.pk])
    for _click in range(2):
        browser.post(address, {"way": "va:bri"})
    assert Payin.objects.count() == 1


@pytest.mark.parametrize("outcome", ["success", "failure", "other_amount"])
def test_the_status_page_tells_how_it_ended(
    escrow: Escrow, clara: User, now: datetime, browser_of: Browser, outcome: str
) -> None:
    payin = money.start_payin(escrow, now=now)
    address = reverse("payments:payin", args=[payin.pk])
    waiting = browser_of(clara).get(address).content
    assert b'http-equiv="refresh"' in waiting

    money.decide(payin, now=now, outcome=outcome)
    payins.look_up(payin_id=payin.pk, now=now)
    said = {
        "success": "has arrived and is in escrow",
        "failure": "did not go through",
        "other_amount": "arrived instead of",
    }
    page = browser_of(clara).get(address).content.decode()
    assert said[outcome] in page
    assert 'http-equiv="refresh"' not in page


def test_htmx_gets_the_part_only(
    escrow: Escrow, clara: User, now: datetime, browser_of: Browser
) -> None:
    payin = money.start_payin(escrow, now=now)
    address = reverse("payments:payin", args=[payin.pk])
    part = browser_of(clara).get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="payin"')


def test_a_receipt_names_the_amount(held: Escrow, clara: User, browser_of: Browser) -> None:
    payin = held.payins.get()
    page = browser_of(clara).get(reverse("payments:receipt", args=[payin.pk]))
    assert b"Rp1,000,000" in page.content


def test_a_receipt_says_in_indonesian_that_it_is_paid_and_at_which_bank(
    held: Escrow, clara: User, browser_of: Browser
) -> None:
    held.payins.update(channel="bca")
    browser = browser_of(clara)
    browser.post(reverse("set_language"), {"language": "id"})
    address = reverse("payments:receipt", args=[held.payins.get().pk])
    page = browser.get(address).content.decode()
    assert "<dt>Dibayar</dt>" in page
    assert "BCA, Virtual account" in page


def test_a_freelancer_withdraws(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    browser = browser_of(farid)
    assert b"Rp900,000" in browser.get(reverse("payments:earnings")).content

    form = {"institution": "bca", "account_number": "123-456-7890", "holder_name": "Farid"}
    answer = browser.post(reverse("payments:destinations"), form, follow=True)
    assert b"You can use it at once" in answer.content

    page = browser.get(reverse("payments:new-payout"))
    key = page.context["form"]["key"].value()
    asked = {"amount": "Rp900.000", "destination": Destination.objects.get().pk, "key": key}
    seen = browser.post(reverse("payments:new-payout"), asked, follow=True).content.decode()
    assert "BI-FAST" in seen
    assert Payout.objects.count() == 0
    asked["confirmed"] = "1"
    first = browser.post(reverse("payments:new-payout"), asked)
    again = browser.post(reverse("payments:new-payout"), asked)
    payout = Payout.objects.get()
    assert first.url == reverse("payments:payout", args=[payout.pk])  # type: ignore[attr-defined]
    assert again.status_code in (200, 302)
    assert payout.amount == rupiah(900_000)
    assert b"on its way" in browser.get(first.url).content  # type: ignore[attr-defined]


@pytest.mark.parametrize("amount", ["", "0", "-5", "abc", "900.001", "5000", "USD 5,55"])
def test_amounts_that_cannot_be_are_errors_on_the_page(
    clara: User, farid: User, now: datetime, browser_of: Browser, amount: str
) -> None:
    money.earn(farid, payer=clara, now=now)
    destination = money.make_destination(farid, now=now)
    form = {
        "amount": amount,
        "destination": destination.pk,
        "key": "b7e7a3a5-3f3d-4d38-8d6c-6f0b7f1d2b1a",
    }
    answer = browser_of(farid).post(reverse("payments:new-payout"), form)
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert Payout.objects.count() == 0


def test_a_wrong_account_number_is_an_error_at_its_field(farid: User, browser_of: Browser) -> None:
    form = {"institution": "bca", "account_number": "12", "holder_name": "Farid"}
    answer = browser_of(farid).post(reverse("payments:destinations"), form)
    assert answer.context["form"].errors.keys() == {"account_number"}
    assert Destination.objects.count() == 0


def test_a_moderator_works_at_the_desk(
    clara: User, farid: User, fitri: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(20_000_000))
    one = money.request_payout(farid, now=now, amount=rupiah(6_000_000))
    two = money.request_payout(farid, now=now, amount=rupiah(6_000_001))
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    browser = browser_of(fitri)

    page = browser.get(reverse("payments:desk")).content.decode()
    assert "Rp6,000,000" in page
    assert "Rp1,001,000" in page
    browser.post(reverse("payments:approve-payout", args=[one.pk]))
    browser.post(reverse("payments:reject-payout", args=[two.pk]), {"reason": "Name differs."})
    case = Mismatch.objects.get()
    sent = {"amount": case.held.minor, "reason": "Typed twice"}
    browser.post(reverse("payments:send-back", args=[case.pk]), sent)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == (PayoutState.APPROVED, PayoutState.CANCELLED)
    assert payin.refunds.get().amount == rupiah(1_001_000)


def _addresses(escrow: Escrow, payout: Payout) -> dict[str, str]:
    payin = escrow.payins.get()
    return {
        "pay": reverse("payments:pay", args=[escrow.pk]),
        "payin": reverse("payments:payin", args=[payin.pk]),
        "receipt": reverse("payments:receipt", args=[payin.pk]),
        "payout": reverse("payments:payout", args=[payout.pk]),
        "desk": reverse("payments:desk"),
        "earnings": reverse("payments:earnings"),
        "payouts": reverse("payments:payouts"),
        "new-payout": reverse("payments:new-payout"),
        "destinations": reverse("payments:destinations"),
    }


SEEN_BY = {
    "pay": {"clara"},
    "payin": {"clara"},
    "receipt": {"clara"},
    "payout": {"farid"},
    "desk": {"maya"},
    "earnings": {"clara", "farid", "sena", "maya"},
    "payouts": {"clara", "farid", "sena", "maya"},
    "new-payout": {"clara", "farid", "sena", "maya"},
    "destinations": {"clara", "farid", "sena", "maya"},
}


@pytest.mark.parametrize("name", SEEN_BY)
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_address_against_every_person(
    request: pytest.FixtureRequest,
    clara: User,
    farid: User,
    now: datetime,
    browser_of: Browser,
    name: str,
    language: str,
) -> None:
    escrow = money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now, amount=rupiah(100_000))
    address = _addresses(escrow, payout)[name]
    for person in ("clara", "farid", "sena", "maya"):
        browser = browser_of(request.getfixturevalue(person))
        answer = browser.get(address, headers={"accept-language": language})
        assert answer.status_code == (200 if person in SEEN_BY[name] else 404), person
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_any_number_of_rows(
    clara: User,
    farid: User,
    maya: User,
    now: datetime,
    browser_of: Browser,
    django_assert_max_num_queries: Callable[[int], object],
    rows: int,
) -> None:
    for _row in range(rows):
        escrow = money.earn(farid, payer=clara, now=now, amount=rupiah(20_000_000))
        money.request_payout(farid, now=now, amount=rupiah(6_000_000))
        other = money.make_escrow(payer=clara, payee=farid, now=now)
        wrong = money.start_payin(other, now=now)
        money.decide(wrong, now=now, outcome="other_amount")
        payins.look_up(payin_id=wrong.pk, now=now)
    payout = Payout.objects.latest("pk")
    for name, address in _addresses(escrow, payout).items():
        person = {"clara": clara, "farid": farid, "maya": maya}[
            "farid" if "farid" in SEEN_BY[name] else min(SEEN_BY[name])
        ]
        browser = browser_of(person)
        browser.get(address)
        with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
            browser.get(address)


def test_the_trail_shows_where_the_money_is(
    held: Escrow, escrow: Escrow, clara: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    held.refresh_from_db()
    assert held.state == EscrowState.RELEASED
    text = Template("{% load money_trail %}{% where_is_the_money escrows %}").render(
        Context({"escrows": [held]})
    )
    assert "Released to the freelancer" in text
    assert "Rp900,000" in text
    assert "Payment received" in text
    nothing = Template("{% load money_trail %}{% where_is_the_money none %}")
    assert "Nothing has been paid." in nothing.render(Context({"none": []}))
