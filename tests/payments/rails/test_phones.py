"""OVO asks the payer in the app of a number: it is asked for, checked, kept for the next time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.selectors import export_of
from accounts.services.closing import close_account
from core.errors import InvalidInput
from payments.models import Escrow, PayerPhone, Payin
from payments.services import payer_phones
from tests.doubles.xendit import XenditDouble

Browser = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("quiet_workers")
OVO = "ewallet:ovo"


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


def pay(browser: Client, escrow: Escrow, way: str, phone: str) -> Any:
    return browser.post(f"/pay/{escrow.pk}/", {"way": way, "phone": phone, "key": str(uuid4())})


def number_sent(xendit: XenditDouble) -> str:
    (asked,) = xendit.of("POST", "/v3/payment_requests")
    number: str = asked.body["channel_properties"]["account_mobile_number"]
    return number


@pytest.mark.parametrize("phone", ["081234567890", "+62 812-3456-7890", "6281234567890"])
def test_the_page_asks_for_the_number_and_remembers_it(
    xendit: XenditDouble, escrow: Escrow, clara: User, browser_of: Browser, phone: str
) -> None:
    browser = browser_of(clara)
    assert b"Phone number of your OVO" in browser.get(f"/pay/{escrow.pk}/").content
    assert pay(browser, escrow, OVO, phone).status_code == 302
    assert number_sent(xendit) == "+6281234567890"
    assert 'value="081234567890"' in browser.get(f"/pay/{escrow.pk}/").content.decode()


@pytest.mark.parametrize("phone", ["", "123", "0712345678", "x" * 12, "٠٨١٢٣٤٥٦٧٨٩٠", "08" * 14])
def test_a_number_of_another_shape_is_an_error_at_its_field(
    xendit: XenditDouble, escrow: Escrow, clara: User, browser_of: Browser, phone: str
) -> None:
    answer = pay(browser_of(clara), escrow, OVO, phone)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"phone"}
    assert b'aria-describedby="id_phone_helptext id_phone_error"' in answer.content
    assert Payin.objects.count() == 0


def test_other_ways_do_not_want_it(
    xendit: XenditDouble, escrow: Escrow, clara: User, browser_of: Browser
) -> None:
    assert pay(browser_of(clara), escrow, "ewallet:dana", "nonsense").status_code == 302
    assert PayerPhone.objects.count() == 0


def test_where_nobody_asks_for_it_the_page_does_not_either(
    escrow: Escrow, clara: User, browser_of: Browser
) -> None:
    assert b"Phone number of your" not in browser_of(clara).get(f"/pay/{escrow.pk}/").content


def test_the_api_says_who_asks_and_takes_the_number(
    xendit: XenditDouble, escrow: Escrow, clara: User, browser_of: Browser
) -> None:
    browser = browser_of(clara)
    ways = browser.get(f"/api/v1/escrows/{escrow.pk}/ways-to-pay").json()
    assert [way["channel"] for way in ways if way["asks_phone"]] == ["ovo"]

    def start(**more: str) -> int:
        return browser.post(
            f"/api/v1/escrows/{escrow.pk}/payin",
            {"method": "ewallet", "channel": "ovo", **more},
            content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex},
        ).status_code

    assert [start(), start(phone="12"), start(phone="081234567890")] == [400, 400, 201]
    assert number_sent(xendit) == "+6281234567890"


def test_the_number_is_taken_along_and_goes_with_the_account(clara: User, now: datetime) -> None:
    payer_phones.remember_phone(by=clara, number="081234567890", now=now)
    assert export_of(clara)["paying"]["phone"] == "081234567890"
    close_account(user=clara, by=clara, now=now)
    assert PayerPhone.objects.count() == 0


def test_the_database_keeps_numbers_only(clara: User, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        payer_phones.remember_phone(by=clara, number="1", now=now)
    with (
        pytest.raises(IntegrityError, match="payer_phone_is_a_mobile_number"),
        transaction.atomic(),
    ):
        PayerPhone.objects.create(user=clara, number="1", changed_at=now)
