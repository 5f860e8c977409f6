"""Every event that we subscribe to names what to ask about, and is believed in nothing else."""

from typing import Any

import pytest

from accounts.models import User
from payments.models import Chargeback, Destination, Escrow, Mismatch, ProviderEvent, Refund
from payments.providers.stripe.webhooks import CONNECT_EVENTS, EVENTS
from payments.services import escrows
from payments.states import ChargebackState, PayinState, PayoutState, RefundState
from tests.doubles.stripe import money_in
from tests.payments.stripe.conftest import World
from tests.payments.stripe.test_flows import asked_payout, paid, start

OF_PAYMENTS = [one for one in EVENTS if one.startswith(("checkout.", "charge.updated"))]
OF_DISPUTES = [one for one in EVENTS if one.startswith("charge.dispute.")]
OF_REFUNDS = [one for one in EVENTS if one.startswith("refund.")]
OF_PAYOUTS = [one for one in CONNECT_EVENTS if one.startswith("payout.")]


def lie(world: World, kind: str, thing: dict[str, Any], account: str = "", **words: Any) -> str:
    """Tell of an object in words that are not true, or not any more; how Karya took it."""
    world.double.undelivered()
    event = world.double.state.tell(kind, {**thing, **words}, account)
    assert world.tell() == [200]
    world.sweep()
    return ProviderEvent.objects.get(event_id=event["id"]).outcome


def test_each_subscribed_event_is_tried_below() -> None:
    tried = {*OF_PAYMENTS, *OF_DISPUTES, *OF_REFUNDS, *OF_PAYOUTS, "account.updated"}
    assert tried == {*EVENTS, *CONNECT_EVENTS}


@pytest.mark.parametrize("kind", OF_PAYMENTS)
def test_a_payment_is_as_stripe_says_when_asked(escrow: Escrow, world: World, kind: str) -> None:
    payin = start(escrow, world)
    session = world.session(payin)
    thing = session
    if kind == "charge.updated":
        money_in.decline(world.double.state, session)
        (thing,) = world.double.state.all_of("charge")
    words = {"status": "complete", "payment_status": "paid"}
    if kind.endswith(("expired", "failed")):
        words = {"status": "expired"}
    assert lie(world, kind, thing, **words) == "applied"
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN


@pytest.mark.parametrize("kind", OF_REFUNDS)
def test_so_is_a_refund(escrow: Escrow, farid: User, world: World, kind: str) -> None:
    paid(escrow, world)
    escrows.refund(escrow=escrow, by=farid, now=world.now, reason="agreed")
    world.sweep()  # the balance is short, so that it waits there
    (refund,) = world.double.state.all_of("refund")
    words = "failed" if kind == "refund.failed" else "succeeded"
    assert lie(world, kind, refund, status=words) == "applied"
    assert Refund.objects.get().state == RefundState.REQUESTED


@pytest.mark.parametrize("kind", OF_DISPUTES)
def test_so_is_a_dispute(escrow: Escrow, world: World, kind: str) -> None:
    paid(escrow, world)
    (charge,) = world.double.state.all_of("charge")
    dispute = money_in.open_dispute(world.double.state, charge)
    assert lie(world, kind, dispute, status="won", amount=1) == "applied"
    chargeback = Chargeback.objects.get()
    assert (chargeback.state, chargeback.amount) == (ChargebackState.NEEDS_RESPONSE, escrow.total)


@pytest.mark.parametrize("kind", OF_PAYOUTS)
def test_so_is_a_payout(
    escrow: Escrow,
    clara: User,
    farid: User,
    world: World,
    destination: Destination,
    kind: str,
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    world.sweep()
    account = destination.account_number
    (sent,) = world.double.state.all_of("payout", account)
    status = kind.removeprefix("payout.").replace("updated", "paid")
    assert lie(world, kind, sent, account, status=status) == "applied"
    payout.refresh_from_db()
    assert payout.state == PayoutState.PROCESSING


@pytest.mark.parametrize("kind", ["customer.created", "invoice.paid", "product.updated"])
def test_what_we_do_not_know_is_kept_and_ignored(world: World, kind: str, db: None) -> None:
    thing = {"id": "x_1", "object": kind.partition(".")[0], "status": "paid"}
    assert lie(world, kind, thing) == "ignored"
    assert not Mismatch.objects.exists()


def test_money_that_we_do_not_know_is_a_case(world: World, db: None) -> None:
    thing = {"id": "ch_1", "object": "charge", "status": "succeeded", "metadata": {}}
    assert lie(world, "charge.updated", thing) == "unknown"
    assert Mismatch.objects.get().subject == "ch_1"
