"""Money over the API: whose it is, once per key, and one shape of errors."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from payments.models import Escrow, Payin, Payout
from payments.services import escrows, payins
from payments.states import EscrowState, PayoutState
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """The API reads the clock itself."""
    return timezone.now()


def post(client: Client, path: str, body: Any = None, key: str | None = "") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key or uuid4().hex}
    address = f"/api/v1/{path}"
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def test_from_payin_to_payout_by_the_api_alone(
    escrow: Escrow, clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    payer, worker = browser_of(clara), browser_of(farid)
    payin = post(payer, f"escrows/{escrow.pk}/payin", {"method": "va"}).json()
    assert payin["amount_minor"] == 1_000_000_00
    answer = Client().post(payin["checkout_url"], {"outcome": "success"})
    assert answer.status_code == 302
    payins.look_up(payin_id=payin["id"], now=now)
    assert payer.get(f"/api/v1/payins/{payin['id']}").json()["state"] == "captured"
    assert worker.get(f"/api/v1/escrows/{escrow.pk}").json()["state"] == EscrowState.HELD

    escrows.release(escrow=escrow, by=clara, now=timezone.now())
    earned = worker.get("/api/v1/earnings").json()[0]
    assert (earned["available_minor"], earned["currency"]) == (900_000_00, "IDR")
    place = {"institution": "bca", "account_number": "1234567890", "holder_name": "Farid"}
    destination = worker.post("/api/v1/destinations", place, content_type="application/json")
    assert destination.status_code == 201
    assert "1234567890" not in destination.content.decode()

    asked = {"amount_minor": 900_000_00, "destination": destination.json()["id"]}
    first, again = (post(worker, "payouts", asked, key="same") for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Payout.objects.count() == 1
    one = worker.get(f"/api/v1/payouts/{first.json()['id']}").json()
    assert one["amount_minor"] == 900_000_00
    assert len(worker.get("/api/v1/payouts").json()["results"]) == 1


@pytest.fixture
def worker(clara: User, farid: User, now: datetime, browser_of: Browser) -> Client:
    """Farid, with Rp900.000 available and a bank account."""
    money.earn(farid, payer=clara, now=now)
    return browser_of(farid)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount_minor": 0}, 400, "min_value"),
        ({"amount_minor": -5}, 400, "min_value"),
        ({"amount_minor": "many"}, 400, "invalid"),
        ({"amount_minor": 10**18}, 400, "max_value"),
        ({"amount_minor": 10_000_50}, 400, "invalid"),
        ({"amount_minor": 900_001_00}, 409, "limit_reached"),
        ({"amount_minor": 100_00}, 409, "limit_reached"),
        ({"currency": "XXX"}, 400, "invalid"),
        ({"currency": "USD"}, 409, "limit_reached"),
        ({"destination": 0}, 404, "not_found"),
        ({"destination": None}, 400, "null"),
    ],
)
def test_payouts_that_cannot_be(
    worker: Client,
    farid: User,
    now: datetime,
    change: dict[str, object],
    status: int,
    code: str,
) -> None:
    destination = money.make_destination(farid, now=now)
    body = {"amount_minor": 100_000_00, "destination": destination.pk} | change
    answer = post(worker, "payouts", body)
    assert (answer.status_code, codes(answer)) == (status, [code])
    assert Payout.objects.count() == 0


def test_a_payout_needs_a_key(worker: Client) -> None:
    answer = post(worker, "payouts", {"amount_minor": 1, "destination": 1}, key=None)
    assert (answer.status_code, codes(answer)) == (400, ["invalid"])


def test_a_key_means_one_request(worker: Client, farid: User, now: datetime) -> None:
    destination = money.make_destination(farid, now=now)
    body = {"amount_minor": 100_000_00, "destination": destination.pk}
    post(worker, "payouts", body, key="k")
    answer = post(worker, "payouts", body | {"amount_minor": 200_000_00}, key="k")
    assert (answer.status_code, codes(answer)) == (409, ["idempotency_key_reused"])
    assert Payout.objects.get().amount == rupiah(100_000)


def test_a_payout_is_cancelled_by_its_owner(
    worker: Client, farid: User, sena: User, now: datetime, browser_of: Browser
) -> None:
    payout = money.request_payout(farid, now=now)
    path = f"payouts/{payout.pk}/cancellation"
    assert post(browser_of(sena), path).status_code == 404
    assert post(worker, path).json()["state"] == PayoutState.CANCELLED


def test_strangers_see_nothing(
    held: Escrow, clara: User, farid: User, sena: User, now: datetime, browser_of: Browser
) -> None:
    payin = held.payins.get()
    destination = money.make_destination(farid, now=now)
    stranger = browser_of(sena)
    for path in (f"escrows/{held.pk}", f"payins/{payin.pk}", "payouts/1"):
        assert stranger.get(f"/api/v1/{path}").status_code == 404
        assert Client().get(f"/api/v1/{path}").status_code in (401, 403)
    assert stranger.delete(f"/api/v1/destinations/{destination.pk}").status_code == 404
    assert post(browser_of(farid), f"escrows/{held.pk}/payin", {"method": "va"}).status_code == 404
    assert browser_of(farid).get(f"/api/v1/payins/{payin.pk}").status_code == 404
    assert Payin.objects.count() == 1


def test_destinations_are_listed_and_removed(
    farid: User, now: datetime, browser_of: Browser
) -> None:
    one = money.make_destination(farid, now=now)
    worker = browser_of(farid)
    assert [d["id"] for d in worker.get("/api/v1/destinations").json()["results"]] == [one.pk]
    assert worker.delete(f"/api/v1/destinations/{one.pk}").status_code == 204
    assert worker.get("/api/v1/destinations").json()["results"] == []


def test_paying_what_is_held_is_refused(held: Escrow, clara: User, browser_of: Browser) -> None:
    answer = post(browser_of(clara), f"escrows/{held.pk}/payin", {"method": "va"})
    assert (answer.status_code, codes(answer)) == (409, ["wrong_state"])


def test_ways_to_pay_are_listed_for_the_payer(
    escrow: Escrow, clara: User, farid: User, browser_of: Browser
) -> None:
    path = f"/api/v1/escrows/{escrow.pk}/ways-to-pay"
    found = browser_of(clara).get(path).json()
    assert found[0] == {
        "method": "qris",
        "channel": "",
        "name": "QRIS",
        "currency": "IDR",
        "least_minor": 1_500_00,
        "most_minor": 10_000_000_00,
        "cost_minor": 0,
        "seconds_to_confirm": 10,
        "hold_days": 2,
        "hold_seconds": 20,
        "is_possible": True,
        "why_not": "",
        "asks_phone": False,
    }
    assert browser_of(farid).get(path).status_code == 404


def test_another_way_calls_the_first_off_and_so_does_a_cancellation(
    escrow: Escrow, clara: User, farid: User, browser_of: Browser
) -> None:
    payer = browser_of(clara)
    path = f"escrows/{escrow.pk}/payin"
    one = post(payer, path, {"method": "va", "channel": "bni"}).json()
    assert (one["channel"], one["instructions"]["bank"]) == ("bni", "bni")
    two = post(payer, path, {"method": "qris"}).json()
    assert payer.get(f"/api/v1/payins/{one['id']}").json()["state"] == "cancelled"

    cancellation = f"payins/{two['id']}/cancellation"
    assert post(browser_of(farid), cancellation).status_code == 404
    assert post(payer, cancellation).json()["state"] == "cancelled"
    assert post(payer, cancellation, key=None).status_code == 400


def test_what_is_paid_cannot_be_called_off(held: Escrow, clara: User, browser_of: Browser) -> None:
    payin = held.payins.get()
    answer = post(browser_of(clara), f"payins/{payin.pk}/cancellation")
    assert (answer.status_code, codes(answer)) == (409, ["wrong_state"])
    payin.refresh_from_db()
    assert payin.state == "captured"
