"""What a provider signed and no row can hold: a plain 400 at every door, and nothing kept."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import stripe
import time_machine
from django.test import Client

from payments.models import ProviderEvent
from payments.services import sweeps
from sandbox import signing

LONG = "x" * 101
SECRET = "whsec_test"
NONSENSE = {
    "a NUL": b'"a\\u0000b"',
    "a NUL behind a backslash": b'"\\\\\\u0000"',
    "half of a pair": b'"\\ud83d"',
    "no number": b"NaN",
    "an endless number": b"-Infinity",
    "a number too large": b"1e999",
    "too deep": b"[" * 100_000 + b"]" * 100_000,
}
SENSE = {"letters that look like a NUL": b'"\\\\u0000"', "a whole pair": b'"\\ud83d\\ude00"'}


def of_stripe(body: bytes, now: datetime) -> dict[str, str]:
    signed = stripe.WebhookSignature.generate_signature_header(
        body.decode(), SECRET, int(now.timestamp())
    )
    return {"Stripe-Signature": signed}


def of_midtrans(body: bytes, now: datetime) -> dict[str, str]:
    return {"Iris-Signature": hashlib.sha512(body + b"merchant").hexdigest()}


def of_xendit(body: bytes, now: datetime) -> dict[str, str]:
    return {"x-callback-token": "token"}


def of_sandbox(body: bytes, now: datetime) -> dict[str, str]:
    return {signing.HEADER: signing.sign(body, now=now)}


Signing = Callable[[bytes, datetime], dict[str, str]]
SIGNED: dict[str, Signing] = {
    "stripe": of_stripe,
    "midtrans": of_midtrans,
    "xendit": of_xendit,
    "sandbox": of_sandbox,
}
# One that each provider could send.
SENSIBLE: dict[str, dict[str, Any]] = {
    "stripe": {
        "id": "evt_1",
        "type": "refund.updated",
        "object": "event",
        "data": {"object": {"object": "refund", "id": "re_1", "metadata": {"karya_key": "k"}}},
    },
    "midtrans": {"reference_no": "r-1", "status": "completed"},
    "xendit": {"event": "payout.succeeded", "data": {"id": "disb-1", "reference_id": "k"}},
    "sandbox": {"id": "sbe_1", "type": "payment.paid", "object": "k"},
}
WRONG_NAMES = [
    ("stripe", ("id",)),
    ("stripe", ("type",)),
    ("stripe", ("data", "object", "id")),
    ("midtrans", ("reference_no",)),
    ("xendit", ("event",)),
    ("xendit", ("data", "reference_id")),
    ("sandbox", ("id",)),
    ("sandbox", ("type",)),
    ("sandbox", ("object",)),
]


@pytest.fixture(autouse=True)
def doors(now: datetime, settings: Any, quiet_workers: None) -> Iterator[None]:
    settings.STRIPE_WEBHOOK_SECRET = [SECRET]
    settings.IRIS_MERCHANT_KEY = "merchant"
    settings.XENDIT_CALLBACK_TOKEN = "token"
    with time_machine.travel(now, tick=False):
        yield


def deliver(provider: str, body: bytes, now: datetime) -> int:
    visitor = Client(raise_request_exception=False, headers=SIGNED[provider](body, now))
    answer = visitor.post(f"/webhooks/{provider}/", data=body, content_type="application/json")
    return answer.status_code


def body_of(provider: str, more: bytes = b"null") -> bytes:
    return json.dumps({**SENSIBLE[provider], "more": "?"}).encode().replace(b'"?"', more)


@pytest.mark.parametrize("provider", SIGNED)
@pytest.mark.parametrize("what", NONSENSE)
def test_what_no_column_takes_is_refused(db: None, now: datetime, provider: str, what: str) -> None:
    assert deliver(provider, body_of(provider, NONSENSE[what]), now) == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", SIGNED)
@pytest.mark.parametrize("what", SENSE)
def test_what_only_looks_like_it_is_kept(db: None, now: datetime, provider: str, what: str) -> None:
    assert deliver(provider, body_of(provider, SENSE[what]), now) == 200
    assert ProviderEvent.objects.get().payload["more"] == json.loads(SENSE[what])


@pytest.mark.parametrize(("provider", "path"), WRONG_NAMES)
@pytest.mark.parametrize("name", [None, "", 1, 1.5, True, [], ["a"], {}, {"a": 1}])
def test_a_name_that_is_no_text_is_refused(
    db: None, now: datetime, provider: str, path: tuple[str, ...], name: object
) -> None:
    said = json.loads(body_of(provider))
    if provider == "stripe":
        said["data"]["object"]["metadata"] = {}
    thing = said
    for step in path[:-1]:
        thing = thing[step]
    thing[path[-1]] = name
    assert deliver(provider, json.dumps(said).encode(), now) == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", SIGNED)
@pytest.mark.parametrize("name", ["k", "evt_1", "sbe_1", "r-1"])
def test_a_name_longer_than_its_column_is_refused_and_not_cut(
    db: None, now: datetime, provider: str, name: str
) -> None:
    body = body_of(provider)
    whole = body.replace(f'"{name}"'.encode(), f'"{LONG}"'.encode())
    if whole == body:
        return
    assert deliver(provider, whole, now) == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("thing", [None, 1, "x", [], {}, {"object": ["refund"], "id": "re_1"}])
def test_an_object_of_stripe_that_is_none_is_refused(
    db: None, now: datetime, thing: object
) -> None:
    said = {**SENSIBLE["stripe"], "data": {"object": thing}}
    assert deliver("stripe", json.dumps(said).encode(), now) == 400


@pytest.mark.parametrize("provider", SIGNED)
def test_an_object_with_odd_details_is_kept_and_looked_up(
    db: None, now: datetime, provider: str
) -> None:
    """Nothing of the rest is read later either."""
    body = body_of(provider, b'{"amount": [1e308, true], "status": {"a": null}}')
    assert deliver(provider, body, now) == 200
    sweeps.finish_notices(now=now)
    assert ProviderEvent.objects.get().outcome == "unknown"
