"""People see what they owe after a chargeback, on their page and through the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from marketplace.needs import desk_of
from payments.models import Escrow
from payments.services import chargebacks, escrows, payouts
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owing(held: Escrow, clara: User, farid: User, now: datetime) -> Escrow:
    """Farid was paid out what the bank then took back."""
    escrows.release(escrow=held, by=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + MINUTE)
    payouts.look_up(payout_id=payout.pk, now=now + MINUTE)
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return held


def test_the_page_says_what_is_owed_and_for_what(
    owing: Escrow, browser_of: Any, farid: User, clara: User
) -> None:
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "What you owe" in page
    assert owing.description in page.split("What you owe")[1].split("</section>")[0]
    assert "Rp900,000" in page.split("What you owe")[1].split("</section>")[0]
    withdraw = browser_of(farid).get(reverse("payments:new-payout")).text
    assert "What becomes available repays first what you owe." in withdraw
    assert "What you owe" not in browser_of(clara).get(reverse("payments:earnings")).text


def test_the_dashboard_says_it_beside_what_was_earned(
    owing: Escrow, farid: User, clara: User, now: datetime
) -> None:
    assert ("owed after a bank took it back", rupiah(900_000)) in desk_of(farid, now).earnings
    assert not desk_of(clara, now).earnings


def test_it_costs_one_query(owing: Escrow, browser_of: Any, farid: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        browser_of(farid).get(reverse("payments:earnings"))
    assert sum('FROM "payments_debt"' in one["sql"] for one in captured) == 1


def test_the_api_says_it_too(owing: Escrow, browser_of: Any, farid: User, clara: User) -> None:
    mine = browser_of(farid).get("/api/v1/earnings").json()[0]["debts"]
    assert [(one["description"], one["outstanding_minor"]) for one in mine] == [
        (owing.description, 90_000_000)
    ]
    assert browser_of(clara).get("/api/v1/earnings").json()[0]["debts"] == []
