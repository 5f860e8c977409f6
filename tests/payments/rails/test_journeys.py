"""From the page where a client chooses a way, over the provider on the loopback, to money held.

Both Indonesian providers, each kind of way: our page says how to pay, a callback is believed only
with its token or signature, and what comes late counts while the step still waits for it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from payments.models import Escrow, Payin, Refund
from payments.services import payins, sweeps
from payments.states import EscrowState, PayinState
from tests.doubles.server import Double
from tests.doubles.xendit import TOKEN
from tests.factories import payments as money

Browser = Callable[[User], Client]
LATER = timedelta(minutes=2)
# The way as the form names it, and what stands on our page because of the provider's answer.
WAYS = [
    ("xendit", "qris", "/qr.png"),
    ("xendit", "va:bri", "8881761038089006"),
    ("xendit", "ewallet:dana", "https://redirect.example/"),
    ("midtrans", "qris", "/qr.png"),
    ("midtrans", "va:bni", "91019021579"),
    ("midtrans", "ewallet:gopay", "https://wallet.example/"),
]

pytestmark = pytest.mark.usefixtures("quiet_workers")


@pytest.fixture(params=WAYS, ids=[f"{provider}-{way}" for provider, way, _shown in WAYS])
def chosen(
    request: pytest.FixtureRequest, escrow: Escrow, now: datetime, browser_of: Browser, clock: None
) -> tuple[Double, Payin]:
    """The client has chosen a way on the page, and sees how to pay."""
    provider, way, shown = request.param
    double = request.getfixturevalue(provider)
    browser = browser_of(escrow.payer)
    answer = browser.post(f"/pay/{escrow.pk}/", {"way": way})
    payin = Payin.objects.get()
    assert answer.headers["location"] == f"/payments/{payin.pk}/"
    page = browser.get(f"/payments/{payin.pk}/").content.decode()
    assert shown in page.replace(" ", "")
    assert payin.state == PayinState.OPEN
    return double, payin


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("payments.webhooks", "payments.views.paying"):
        monkeypatch.setattr(f"{place}.timezone.now", lambda: now)


def call_back(double: Any, payin: Payin, *, secret: str = "") -> int:
    """The provider says that something happened to a payment."""
    if payin.provider == "xendit":
        body, headers = double.callback("payment.capture", payin.key, token=secret or TOKEN)
    else:
        body, headers = double.notice(payin.key, **({"key": secret} if secret else {})), {}
    path = f"/webhooks/{payin.provider}/"
    answer = Client().post(path, data=body, content_type="application/json", headers=headers)
    return answer.status_code


def test_paid_by_callback_and_held(
    chosen: tuple[Any, Payin], escrow: Escrow, now: datetime, browser_of: Browser
) -> None:
    double, payin = chosen
    double.pay(payin.key)
    assert call_back(double, payin, secret="of somebody") == 400
    sweeps.finish_notices(now=now + LATER)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN

    assert [call_back(double, payin) for _time in range(2)] == [200, 200]
    sweeps.finish_notices(now=now + LATER)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CAPTURED, EscrowState.HELD)
    page = browser_of(escrow.payer).get(f"/payments/{payin.pk}/").content.decode()
    assert "has arrived and is in escrow" in page


@pytest.mark.parametrize("is_paid_otherwise", [False, True])
def test_money_that_comes_late_counts_while_it_is_awaited(
    chosen: tuple[Any, Payin],
    escrow: Escrow,
    now: datetime,
    is_paid_otherwise: bool,
    pay_otherwise: Callable[[], None],
) -> None:
    double, payin = chosen
    payins.expire(payin=payin, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.EXPIRED
    if is_paid_otherwise:
        pay_otherwise()
    double.pay(payin.key)
    assert call_back(double, payin) == 200
    sweeps.finish_notices(now=now + LATER)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    if is_paid_otherwise:
        assert payin.state == PayinState.EXCESS
        assert Refund.objects.get().amount == payin.amount
    else:
        assert payin.state == PayinState.CAPTURED
        assert not Refund.objects.exists()


@pytest.fixture
def pay_otherwise(escrow: Escrow, now: datetime, settings: Any) -> Callable[[], None]:
    """Another payment of the same escrow, by card at the practice bank."""

    def pay() -> None:
        before, settings.PAYMENT_PROVIDERS = settings.PAYMENT_PROVIDERS, ["sandbox"]
        money.fund_escrow(escrow, now=now)
        settings.PAYMENT_PROVIDERS = before

    return pay
