"""The whole double, as tests hold it: behind `stripe.HTTPClient`, with its events to deliver."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import stripe

from tests.doubles.stripe import money_in
from tests.doubles.stripe.api import Api, Dropped
from tests.doubles.stripe.state import State, Thing

SECRET = "whsec_test_karya"


class DoubleClient(stripe.HTTPClient):
    """Stripe's library talks to the double through this, in the same process."""

    name = "double"

    def __init__(self, api: Api) -> None:
        super().__init__()
        self.api = api

    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None, **_more: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        try:
            content, status, more = self.api.answer(method, url, dict(headers), post_data)
        except Dropped:
            raise stripe.APIConnectionError("the line broke", should_retry=True) from None
        return content.decode(), status, more

    def close(self) -> None:
        pass


class Double:
    """Money at a pretended Stripe. `now` moves by `pass_time` only."""

    def __init__(self, now: int) -> None:
        self.state = State(now)
        self.api = Api(self.state)
        self.faults = self.api.faults
        self.delivered = 0

    def client(self) -> DoubleClient:
        return DoubleClient(self.api)

    def pass_time(self, seconds: int) -> None:
        """Time passes: balances settle, pages expire, waiting refunds go out, keys are pruned."""
        self.state.now += seconds
        self.state.settle()
        money_in.expire_sessions(self.state)
        for refund in self.state.all_of("refund"):
            money_in.carry_out_refund(self.state, refund)
        self.api.prune()

    def fill(self, currency: str, amount: int) -> None:
        """Money that is on the operator's balance from earlier."""
        self.state.balance(currency).available += amount

    def session_of(self, key: str) -> Thing:
        """The Checkout Session of our key."""
        (found,) = [
            one
            for one in self.state.all_of("checkout.session")
            if one["client_reference_id"] == key
        ]
        return found

    def made(self, kind: str, key: str) -> list[Thing]:
        """Every object of a kind that carries our key, on whatever account."""
        return [
            one
            for one in self.state.things.values()
            if one["object"] == kind and (one.get("metadata") or {}).get("karya_key") == key
        ]

    def undelivered(self) -> list[Thing]:
        """Events that nobody was told yet; telling them is the caller's business."""
        found = self.state.events[self.delivered :]
        self.delivered = len(self.state.events)
        return found

    def sign(
        self, event: Thing, *, at: int | None = None, secret: str = SECRET
    ) -> tuple[bytes, str]:
        """The body of an event and its signature header."""
        body = json.dumps(event)
        moment = self.state.now if at is None else at
        header = stripe.WebhookSignature.generate_signature_header(body, secret, moment)
        return body.encode(), header


def deliver(
    double: Double,
    send: Callable[[bytes, str], int],
    *,
    order: Callable[[list[Thing]], list[Thing]],
) -> list[int]:
    """Send what nobody was told yet, in an order of the caller's: doubled, turned, withheld."""
    answers = []
    for event in order(double.undelivered()):
        body, header = double.sign(event)
        answers.append(send(body, header))
    return answers
