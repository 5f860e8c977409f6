"""The doctor's questions, and the proof that is run against test mode, run against the double."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from payments.providers.stripe import health
from payments.providers.stripe.webhooks import CONNECT_EVENTS, EVENTS
from payments.services.proving import prove_stripe
from tests.doubles.stripe import money_in
from tests.doubles.stripe.double import Double
from tests.payments.stripe.conftest import World

HERE = "https://karya.example/webhooks/stripe/"


def test_every_step_of_the_proof_holds(world: World) -> None:
    world.double.fill("idr", 10**9)

    def pay(address: str) -> None:
        session = world.double.state.get(address.rpartition("/")[2])
        money_in.pay(world.double.state, session)

    steps = list(prove_stripe(now=world.now, wait=pay))
    assert [name for name, is_proven in steps if not is_proven] == []
    assert len(steps) == 8


def test_the_proof_refuses_live_keys(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "rk_live_1"
    with pytest.raises(CommandError, match="test key"):
        call_command("prove_stripe")


def test_the_doctor_asks_for_the_endpoint(double: Double) -> None:
    assert health.troubles(HERE, double.client()) == [f"no enabled endpoint at {HERE}"]
    endpoint = double.state.make(
        "webhook_endpoint", "we", url=HERE, status="enabled", enabled_events=list(EVENTS)
    )
    (trouble,) = health.troubles(HERE, double.client())
    assert trouble == f"the endpoint is not told of {', '.join(CONNECT_EVENTS)}"
    endpoint["enabled_events"] = ["*"]
    assert health.troubles(HERE, double.client()) == []


def test_the_doctor_tells_of_a_key_that_is_not_known(double: Double) -> None:
    double.api.api_key = "rk_test_rolled"
    assert health.troubles(HERE, double.client()) == ["Stripe does not know STRIPE_SECRET_KEY"]
