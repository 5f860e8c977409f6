"""The bank's pages."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sandbox.models import SandboxPayment
from sandbox.states import PaymentState
from tests.sandbox.test_bank import make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


def address(payment: SandboxPayment) -> str:
    return f"/sandbox/pay/{payment.token}/"


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("va", "virtual account"),
        ("qris", "<svg"),
        ("ewallet", "Confirm in your e-wallet"),
        ("card", "Card number"),
    ],
)
def test_each_way_has_its_page(now: datetime, method: str, words: str) -> None:
    payment = make_payment(now, method=method)
    page = Client().get(address(payment)).content.decode()
    assert words in page
    assert "Rp100,000" in page
    assert "style=" not in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_in_both_languages(now: datetime, language: str) -> None:
    headers = {"accept-language": language}
    assert f'lang="{language}"' in Client().get("/sandbox/", headers=headers).content.decode()
    page = Client().get(address(make_payment(now)), headers=headers)
    assert f'lang="{language}"' in page.content.decode()


def test_paying_leads_back_to_the_shop(now: datetime) -> None:
    payment = make_payment(now)
    assert "<h1>Pay " in Client().get(address(payment)).text
    answer = Client().post(address(payment), {"outcome": "success", "delay": "0"})
    payment.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/back/")
    assert payment.state == PaymentState.PAID
    assert "<h1>A payment of " in Client().get(address(payment)).text
    again = Client().post(address(payment), {"outcome": "failure"})
    payment.refresh_from_db()
    assert again.status_code == 302
    assert payment.state == PaymentState.PAID


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "robbery"},
        {"outcome": "success", "delay": "-1"},
        {"outcome": "success", "delay": "x"},
        {},
    ],
)
def test_nonsense_is_an_error_on_the_page(now: datetime, data: dict[str, str]) -> None:
    payment = make_payment(now)
    answer = Client().post(address(payment), data or {"delay": "1"})
    payment.refresh_from_db()
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert payment.state == PaymentState.WAITING


def test_an_address_nobody_was_given_leads_nowhere(db: None) -> None:
    assert Client().get("/sandbox/pay/guess/").status_code == 404


def test_an_expired_payment_cannot_be_paid(now: datetime) -> None:
    payment = make_payment(now - timedelta(hours=2))
    assert b"Back to the shop" in Client().get(address(payment)).content
    Client().post(address(payment), {"outcome": "success"})
    payment.refresh_from_db()
    assert payment.state != PaymentState.PAID
