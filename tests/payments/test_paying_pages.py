"""The pages on which a client pays: codes, numbers, a live status, and a change of mind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from payments.how_to_pay import guides_for
from payments.models import Escrow, Payin
from payments.providers.base import Unknown
from payments.providers.sandbox import Sandbox
from payments.services import payins, refunds
from payments.states import Method, PayinState
from tests.factories import payments as money

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def browser(clara: User, browser_of: Browser) -> Client:
    """Clara's."""
    return browser_of(clara)


def page_of(browser: Client, payin: Payin) -> str:
    return browser.get(reverse("payments:payin", args=[payin.pk])).content.decode()


def test_a_code_is_shown_on_our_page_and_can_be_saved(escrow: Escrow, browser: Client) -> None:
    answer = browser.post(reverse("payments:pay", args=[escrow.pk]), {"way": "qris"})
    payin = Payin.objects.get()
    assert answer.url == reverse("payments:payin", args=[payin.pk])  # type: ignore[attr-defined]
    page = page_of(browser, payin)
    assert "Scan this code" in page
    assert 'role="img" aria-label="QR code of this payment"' in page
    png = browser.get(reverse("payments:payin-qr", args=[payin.pk, "png"]))
    svg = browser.get(reverse("payments:payin-qr", args=[payin.pk, "svg"]))
    assert png.content.startswith(b"\x89PNG")
    assert b"<svg" in svg.content
    assert png["Content-Disposition"] == f'attachment; filename="qris-{payin.pk}.png"'
    assert browser.get(reverse("payments:payin-qr", args=[payin.pk, "gif"])).status_code == 404


def test_a_number_comes_with_steps_for_its_bank(escrow: Escrow, browser: Client) -> None:
    browser.post(reverse("payments:pay", args=[escrow.pk]), {"way": "va:bri"})
    payin = Payin.objects.get()
    page = page_of(browser, payin)
    assert payin.instructions["va_number"] in page
    assert "BRImo" in page
    assert "Pay exactly" in page
    assert browser.get(reverse("payments:payin-qr", args=[payin.pk, "png"])).status_code == 404


def test_a_bank_without_a_guide_of_its_own_has_the_general_one() -> None:
    assert [guide.title for guide in guides_for("jago", "Bank Jago")] == [
        "From another bank or e-wallet"
    ]


def test_the_practice_bank_is_linked_only_where_one_practises(
    escrow: Escrow, browser: Client, now: datetime, settings: object
) -> None:
    payin = money.start_payin(escrow, now=now, method=Method.QRIS)
    settings.DEBUG = settings.DEMO = settings.SANDBOX_ALLOWED = False  # type: ignore[attr-defined]
    assert payin.checkout_href not in page_of(browser, payin)
    settings.DEMO = True  # type: ignore[attr-defined]
    assert payin.checkout_href in page_of(browser, payin)


def test_htmx_is_answered_only_when_something_changed(
    escrow: Escrow, browser: Client, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    address = reverse("payments:payin", args=[payin.pk])
    stamp = browser.get(address).context["stamp"]
    ask = {"path": f"{address}?seen={stamp}", "headers": {"HX-Request": "true"}}
    assert browser.get(**ask).status_code == 204  # type: ignore[arg-type]
    money.decide(payin, now=now)
    payins.look_up(payin_id=payin.pk, now=now)
    assert b"is in escrow" in browser.get(**ask).content  # type: ignore[arg-type]


def test_a_provider_that_does_not_answer_is_said(
    escrow: Escrow, browser: Client, now: datetime
) -> None:
    with patch.object(Sandbox, "create_payment", side_effect=Unknown):
        payin = money.start_payin(escrow, now=now)
    assert "does not answer at the moment" in page_of(browser, payin)


def test_being_processed_is_said_and_cannot_be_called_off(
    escrow: Escrow, browser: Client, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide_later(payin, now=now, seconds=60)
    payins.look_up(payin_id=payin.pk, now=now)
    page = page_of(browser, payin)
    assert "do not pay again" in page
    assert reverse("payments:cancel-payin", args=[payin.pk]) not in page
    browser.post(reverse("payments:cancel-payin", args=[payin.pk]))
    payin.refresh_from_db()
    assert payin.state == PayinState.PROCESSING


def test_a_payment_is_called_off_by_its_payer(
    escrow: Escrow, browser: Client, farid: User, browser_of: Browser, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    address = reverse("payments:cancel-payin", args=[payin.pk])
    assert browser_of(farid).post(address).status_code == 404
    assert browser.get(address).status_code == 405
    assert b"was called off" in browser.post(address, follow=True).content
    payin.refresh_from_db()
    assert payin.state == PayinState.CANCELLED


def test_what_was_paid_twice_says_that_it_goes_back(
    escrow: Escrow, browser: Client, now: datetime
) -> None:
    one = money.start_payin(escrow, now=now, method=Method.VA)
    two = money.start_payin(escrow, now=now, method=Method.QRIS)
    for payin in (one, two):
        money.decide(payin, now=now)
        payins.look_up(payin_id=payin.pk, now=now)
    assert "the whole payment goes back to you" in page_of(browser, two)
    refunds.send(refund_id=two.refunds.get().pk, now=now)
    assert "On its way" in page_of(browser, two)


def test_an_expired_payment_states_the_rule(escrow: Escrow, browser: Client, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    payins.expire(payin=payin, now=now)
    page = page_of(browser, payin)
    assert "Nobody paid in time." in page
    assert "Money that arrives late counts while this step still waits for it." in page


def test_a_form_leads_to_no_other_site(escrow: Escrow, browser: Client, now: datetime) -> None:
    """`form-action 'self'` stops a browser that is sent there from a form."""
    payin = money.start_payin(escrow, now=now, method=Method.CARD)
    pay = {"way": "card"}
    address = reverse("payments:pay", args=[escrow.pk])
    assert browser.post(address, pay).url == payin.checkout_href  # type: ignore[attr-defined]
    Payin.objects.update(checkout_url="https://checkout.stripe.com/c/pay/cs_test_1")
    own = reverse("payments:payin", args=[payin.pk])
    assert browser.post(address, pay).url == own  # type: ignore[attr-defined]
    assert 'href="https://checkout.stripe.com/c/pay/cs_test_1"' in page_of(browser, payin)


def test_a_practice_bank_says_how_short_its_days_are(
    clara: User, farid: User, now: datetime, settings: Any, browser_of: Browser
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    ways = reverse("payments:pay", args=[escrow.pk])
    settings.SANDBOX_DAY_SECONDS = 86_400
    pages = [(farid, reverse("payments:trust")), (farid, reverse("payments:trust-levels"))]
    for person, address in pages:
        assert "practice bank" not in browser_of(person).get(address).content.decode()
    assert "can withdraw 5 days after you paid" in browser_of(clara).get(ways).content.decode()

    settings.SANDBOX_DAY_SECONDS = 10
    for person, address in pages:
        page = browser_of(person).get(address).content.decode()
        assert "a day of these waits passes in 10 seconds." in page
    page = browser_of(clara).get(ways).content.decode()
    assert "can withdraw 20 seconds after you paid" in page
    assert "days after you paid" not in page
