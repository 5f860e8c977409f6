"""Real pages, real sockets: Karya on one port, Stripe's double with its hosted page on another.

The payer goes from page to page as a browser without JavaScript does; notifications are signed by
the double and come over HTTP; the nightly comparison then finds both sides the same.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from accounts.models import User
from payments.models import Chargeback, Entry, Escrow, Payin, ProviderEvent, Refund
from payments.providers.stripe.adapter import Stripe
from payments.services import escrows, reconciliation, registry, ways
from payments.states import (
    AccountKind,
    ChargebackState,
    EscrowState,
    Method,
    PayinState,
    RefundState,
)
from tests.doubles.stripe import money_in
from tests.doubles.stripe.loopback import Loopback
from tests.payments.stripe.conftest import World

MILLION = 1_000_000_00


@pytest.fixture
def stripe_there(
    world: World, live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Loopback]:
    """Stripe behind a socket, which knows where Karya is."""
    settings.SITE_URL = live_server.url
    with Loopback(world.double) as server:
        settings.STRIPE_API_BASE = server.base
        server.hook = f"{live_server.url}/webhooks/stripe/"
        monkeypatch.setitem(registry._made, "stripe", Stripe())
        yield server


class Payer:
    """A browser without JavaScript."""

    def __init__(self, base: str, session_id: str) -> None:
        self.http = requests.Session()
        self.http.cookies.set("sessionid", session_id)
        self.http.headers["Accept-Language"] = "en"
        self.home = self.at = base
        self.text = ""

    def open(self, path: str) -> str:
        return self._arrive(self.http.get(urljoin(self.at, path), timeout=10))

    def send(self, path: str = "", **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)
        hidden = {"csrfmiddlewaretoken": token[1]} if token else {}
        where = urljoin(self.at, path)
        headers = {"Referer": self.at}
        return self._arrive(
            self.http.post(where, data={**hidden, **fields}, headers=headers, timeout=10)
        )

    def link(self, start: str) -> str:
        """Where the first link that begins so leads."""
        found = re.search(rf'href="({re.escape(start)}[^"]*)"', self.text)
        assert found, self.text
        return unescape(found[1])

    def _arrive(self, answer: requests.Response) -> str:
        self.at, self.text = answer.url, " ".join(answer.text.split())
        return self.text


@pytest.fixture
def payer(clara: User, browser_of: Any, live_server: Any, settings: Any) -> Iterator[Payer]:
    client = browser_of(clara)
    payer = Payer(live_server.url, client.cookies[settings.SESSION_COOKIE_NAME].value)
    yield payer
    payer.http.close()  # so that the thread of Karya's server ends, and its database connection


def to_checkout(payer: Payer, escrow: Escrow, there: Loopback) -> Payin:
    """From Karya's page, by card, to Stripe's."""
    assert "Card" in payer.open(f"/pay/{escrow.pk}/")
    payer.send(way="card")
    payer.open(payer.link(there.base))
    assert payer.at.startswith(f"{there.base}/c/pay/")
    assert f"{MILLION} idr" in payer.text
    return Payin.objects.latest("pk")


def told(there: Loopback, world: World) -> None:
    assert set(there.tell()) <= {200}
    world.sweep()


def paid(payer: Payer, escrow: Escrow, there: Loopback, world: World) -> Payin:
    payin = to_checkout(payer, escrow, there)
    payer.send(act="pay")
    told(there, world)
    escrow.refresh_from_db()
    payin.refresh_from_db()
    assert (escrow.state, payin.state) == (EscrowState.HELD, PayinState.CAPTURED)
    return payin


def everything_fits(world: World, rows: int) -> None:
    """The night's comparison: each row of the report stands in the book, and the sums agree."""
    world.pass_time(minutes=1)
    run = reconciliation.reconcile(
        provider=registry.provider_named("stripe"), until=world.now, now=world.now
    )
    assert (run.reported, run.matched, run.differing) == (rows, rows, 0)
    for total in run.totals.all():
        assert total.reported == total.booked
    cash = Entry.objects.filter(account__kind=AccountKind.PROVIDER_CASH)
    held = -sum(cash.values_list("amount_minor", flat=True))
    purse = world.double.state.balance("idr")
    assert held == (purse.available + purse.pending) // 100 * 100


def test_paid_on_the_hosted_page_and_held(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    page = payer.send(act="pay")
    assert payer.at.endswith(f"/payments/{payin.pk}/")
    assert "has arrived and is in escrow" not in page  # the address alone proves nothing
    told(stripe_there, world)
    assert "has arrived and is in escrow" in payer.open(f"/payments/{payin.pk}/")
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held_minor) == (EscrowState.HELD, MILLION)
    assert not ProviderEvent.objects.filter(processed_at__isnull=True).exists()
    everything_fits(world, 1)
    escrows.release(escrow=escrow, by=escrow.payer, now=world.now)
    everything_fits(world, 1)


def test_left_the_page_and_came_back_to_it(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    hosted = payer.at
    page = payer.send(act="leave")
    assert payer.at.endswith(f"/payments/{payin.pk}/")
    assert "Go to the payment page" in page
    assert payer.link(stripe_there.base) == hosted
    payer.open(hosted)
    payer.send(act="pay")
    told(stripe_there, world)
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    assert len(world.double.state.all_of("checkout.session")) == 1


@pytest.mark.parametrize("is_proven", [True, False])
def test_the_bank_asks_for_3d_secure(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World, is_proven: bool
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    payer.send(act="challenge")
    assert "/c/bank/" in payer.at
    told(stripe_there, world)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN  # it waits for the payer
    payer.send(act="pay" if is_proven else "decline")
    told(stripe_there, world)
    payin.refresh_from_db()
    if not is_proven:
        assert payin.state == PayinState.OPEN  # the page stays open for another card
        payer.send(act="pay")
        told(stripe_there, world)
        payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    everything_fits(world, 1)


def test_nobody_paid_in_time(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    hosted = payer.at
    world.pass_time(hours=24)
    told(stripe_there, world)
    assert "Nobody paid in time" in payer.open(f"{payer.home}/payments/{payin.pk}/")
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.EXPIRED, EscrowState.EXPIRED)
    assert "all done here" in payer.open(hosted)


def by_transfer(escrow: Escrow, world: World) -> Payin:
    """The client chooses a virtual account instead."""
    return ways.choose_way(
        escrow=escrow,
        method=Method.VA,
        channel="",
        by=escrow.payer,
        idempotency_key="another way",
        return_url="/",
        now=world.now,
    )


def test_another_way_closes_the_hosted_page(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World, settings: Any
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    payer.send(act="challenge")  # there is a PaymentIntent already
    settings.PAYMENT_PROVIDERS = ["stripe", "sandbox"]
    by_transfer(escrow, world)
    session = world.session(payin)
    assert session["status"] == "expired"
    assert world.double.state.get(session["payment_intent"])["status"] == "canceled"
    payer.send(act="pay")
    assert world.double.state.all_of("charge") == []
    told(stripe_there, world)
    payin.refresh_from_db()
    assert payin.state == PayinState.CANCELLED


def test_whoever_paid_before_choosing_another_way_pays_once(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World, settings: Any
) -> None:
    payin = to_checkout(payer, escrow, stripe_there)
    payer.send(act="pay")  # and Karya has not heard of it
    settings.PAYMENT_PROVIDERS = ["stripe", "sandbox"]
    other = by_transfer(escrow, world)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CAPTURED, EscrowState.HELD)
    told(stripe_there, world)
    ways.cancel_others(escrow=escrow, now=world.now)
    other.refresh_from_db()
    assert other.state == PayinState.CANCELLED
    assert len(world.double.state.all_of("charge")) == 1


def test_refunded_through_the_same_line(
    payer: Payer, escrow: Escrow, farid: User, stripe_there: Loopback, world: World
) -> None:
    payin = paid(payer, escrow, stripe_there, world)
    world.double.fill("idr", MILLION)
    escrows.refund(escrow=escrow, by=farid, now=world.now, reason="agreed")
    world.sweep()
    told(stripe_there, world)
    assert Refund.objects.get().state == RefundState.DONE
    world.double.fill("idr", -MILLION)
    everything_fits(world, 2)
    assert "Refunded" in payer.open(f"{payer.home}/payments/{payin.pk}/")


@pytest.mark.parametrize("is_won", [True, False])
def test_a_chargeback_from_its_opening_to_the_banks_word(
    payer: Payer, escrow: Escrow, stripe_there: Loopback, world: World, is_won: bool
) -> None:
    paid(payer, escrow, stripe_there, world)
    (charge,) = world.double.state.all_of("charge")
    dispute = money_in.open_dispute(world.double.state, charge)
    told(stripe_there, world)
    chargeback = Chargeback.objects.get()
    escrow.refresh_from_db()
    assert (chargeback.reference, chargeback.state) == (
        dispute["id"],
        ChargebackState.NEEDS_RESPONSE,
    )
    assert (escrow.state, escrow.held_minor) == (EscrowState.FROZEN, 0)
    assert chargeback.provider_fee_minor == 1500
    everything_fits(world, 2)

    money_in.close_dispute(world.double.state, dispute, is_won=is_won)
    told(stripe_there, world)
    chargeback.refresh_from_db()
    escrow.refresh_from_db()
    if is_won:
        assert (chargeback.state, escrow.state) == (ChargebackState.WON, EscrowState.HELD)
    else:
        assert (chargeback.state, escrow.state) == (ChargebackState.LOST, EscrowState.REVERSED)
    everything_fits(world, 3 if is_won else 2)
