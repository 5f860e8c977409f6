"""Karya with Stripe's double: every request and every answer is judged when a test ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from payments.models import Destination, Payin
from payments.providers.base import Provider
from payments.providers.stripe.adapter import Stripe
from payments.rails import INSTITUTIONS, Institution
from payments.services import registry, sweeps
from payments.states import Rail
from tests.doubles.stripe import money_out
from tests.doubles.stripe.double import SECRET, Double
from tests.factories import payments as money


@pytest.fixture
def clock(now: datetime) -> Iterator[Any]:
    """The wall clock stands at `now`, and moves when a test says so."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def double(
    settings: Any, now: datetime, clock: Any, monkeypatch: pytest.MonkeyPatch, quiet_workers: None
) -> Iterator[Double]:
    """Stripe serves everything."""
    settings.PAYMENT_PROVIDERS = ["stripe"]
    settings.STRIPE_SECRET_KEY = "rk_test_karya"
    settings.STRIPE_WEBHOOK_SECRET = [SECRET]
    settings.STRIPE_CURRENCIES = ["IDR", "USD"]
    settings.STRIPE_CONNECT = True
    double = Double(int(now.timestamp()))
    monkeypatch.setitem(registry._made, "stripe", Stripe(double.client()))
    yield double
    assert double.api.wrong == []


@pytest.fixture
def adapter(double: Double) -> Provider:
    """The adapter by itself."""
    return registry.provider_named("stripe")


class World:
    """Karya and Stripe with one clock."""

    def __init__(self, double: Double, clock: Any, now: datetime) -> None:
        self.double, self.clock, self.now = double, clock, now

    def pass_time(self, **given: float) -> datetime:
        """Time passes on both sides."""
        step = timedelta(**given)
        self.now += step
        self.clock.move_to(self.now)
        self.double.pass_time(int(step.total_seconds()))
        return self.now

    def sweep(self, times: int = 1) -> None:
        """The minute sweeps, as beat rings them."""
        for _time in range(times):
            now = self.pass_time(minutes=2)
            sweeps.finish_notices(now=now)
            sweeps.finish_payins(now=now)
            sweeps.finish_refunds(now=now)
            money.run_payouts(now=now)

    def send(self, body: bytes, signature: str) -> int:
        """Hand a notification to Karya's door."""
        headers = {"Stripe-Signature": signature}
        return (
            Client()
            .post("/webhooks/stripe/", data=body, content_type="application/json", headers=headers)
            .status_code
        )

    def tell(self, *, turned: bool = False, times: int = 1) -> list[int]:
        """Deliver what Stripe would tell, in its order or turned round, each so many times."""
        events = self.double.undelivered()
        ordered = events[::-1] if turned else events
        return [self.send(*self.double.sign(one)) for one in ordered for _time in range(times)]

    def session(self, payin: Payin) -> dict[str, Any]:
        return self.double.session_of(payin.key)


@pytest.fixture
def world(double: Double, clock: Any, now: datetime) -> World:
    return World(double, clock, now)


@pytest.fixture
def account(double: Double) -> dict[str, Any]:
    """A connected account that takes payouts."""
    account = money_out.create_account(double.state, {"country": "US"})
    money_out.finish_onboarding(double.state, account)
    double.undelivered()
    return account


@pytest.fixture
def destination(
    farid: Any, account: dict[str, Any], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Destination:
    """Farid's connected account as a place to be paid out to."""
    stripe = Institution("stripe", "Stripe", Rail.STRIPE, r"acct_\w+")
    monkeypatch.setitem(INSTITUTIONS, "stripe", stripe)
    return Destination.objects.create(
        user=farid,
        rail="stripe",
        institution="stripe",
        account_number=account["id"],
        holder_name=farid.name,
        created_at=now,
        usable_at=now,
    )
