"""Small things that pages say: they are true."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from payments.models import Escrow
from tests.factories import payments as money


def test_the_desk_does_not_count_differences_of_nothing(
    fitri: User, now: datetime, browser_of: Any
) -> None:
    page = browser_of(fitri).get(reverse("payments:desk")).text
    assert "Nothing has been compared" in page
    assert "0 rows differ" not in page


def test_a_payment_that_fell_short_is_never_called_paid(
    escrow: Escrow, clara: User, now: datetime, browser_of: Any
) -> None:
    first = money.pay(escrow, 400_000, now=now)
    money.pay(escrow, 600_000, now=now)
    page = browser_of(clara).get(reverse("payments:payin", args=[first.pk])).text
    badge = page.split('id="payin"')[1].split("</p>")[0]
    assert "Paid in part" in badge


@pytest.mark.parametrize("is_debug", [True, False])
def test_the_practice_bank_lists_its_payments_while_trying_only(
    held: Escrow, client: Any, settings: Any, is_debug: bool
) -> None:
    settings.DEBUG = is_debug
    page = client.get(reverse("sandbox:desk")).text
    assert ("Payments at this bank" in page) is is_debug
    assert (held.description in page) is is_debug
