"""Money through Karya's own services with Stripe's double, under every fault of the line.

Expected everywhere: one outcome at most, nothing lost, a right book (proven after each test).
"""

from datetime import timedelta

import pytest

from accounts.models import User
from core.errors import NotAllowed
from core.money import Money
from payments.models import (
    Destination,
    Entry,
    Escrow,
    Mismatch,
    Payin,
    Payout,
    ProviderEvent,
    Refund,
)
from payments.services import escrows, payouts, registry, sweeps
from payments.states import (
    AccountKind,
    EscrowState,
    Method,
    MismatchKind,
    PayinState,
    PayoutState,
    RefundState,
)
from tests.doubles.stripe import money_in, money_out
from tests.doubles.stripe.faults import Fault
from tests.factories import payments as money
from tests.payments.stripe.conftest import World

MILLION = 1_000_000_00


def start(escrow: Escrow, world: World) -> Payin:
    return money.start_payin(escrow, now=world.now, method=Method.CARD)


def paid(escrow: Escrow, world: World) -> Payin:
    payin = start(escrow, world)
    money_in.pay(world.double.state, world.session(payin))
    world.tell()
    world.sweep()
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    return payin


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("wait", [timedelta(0), timedelta(hours=20)])
def test_a_payment_is_asked_for_once(
    escrow: Escrow, world: World, fault: Fault, wait: timedelta
) -> None:
    world.double.faults.add("POST /v1/checkout/sessions", fault)
    payin = start(escrow, world)
    assert (payin.state, payin.checkout_url) == (PayinState.CREATED, "")
    world.pass_time(seconds=wait.total_seconds())
    world.sweep()
    payin.refresh_from_db()
    if fault is Fault.ERROR_SAVED:  # the key answers 500 for a day, then the page would be too late
        world.pass_time(days=2)
        world.sweep()
        payin.refresh_from_db()
        assert payin.state == PayinState.FAILED
        assert world.double.made("checkout.session", payin.key) == []
        return
    assert payin.state == PayinState.OPEN
    assert len(world.double.made("checkout.session", payin.key)) == 1
    money_in.pay(world.double.state, world.session(payin))
    world.tell()
    world.sweep(2)
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held_minor) == (EscrowState.HELD, MILLION)


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("times", [1, 3])
def test_notifications_doubled_and_turned_round_count_once(
    escrow: Escrow, world: World, is_turned: bool, times: int
) -> None:
    payin = start(escrow, world)
    money_in.decline(world.double.state, world.session(payin))
    money_in.challenge(world.double.state, world.session(payin))
    money_in.pay(world.double.state, world.session(payin))
    answers = world.tell(turned=is_turned, times=times)
    assert set(answers) == {200}
    world.sweep(2)
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    assert ProviderEvent.objects.count() * times == len(answers)
    assert not ProviderEvent.objects.filter(processed_at__isnull=True).exists()
    fee = 29_001_00  # 2.9 % and 30 sen, in whole rupiah
    cash = Entry.objects.filter(account__kind=AccountKind.PROVIDER_CASH)
    assert sorted(cash.values_list("amount_minor", flat=True)) == sorted([-MILLION, fee])


def test_withheld_notifications_are_not_missed(escrow: Escrow, world: World) -> None:
    payin = start(escrow, world)
    money_in.pay(world.double.state, world.session(payin))
    world.sweep()
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED
    assert not ProviderEvent.objects.exists()


def test_a_slow_method_is_held_only_when_it_succeeded(escrow: Escrow, world: World) -> None:
    payin = start(escrow, world)
    money_in.pay(world.double.state, world.session(payin), is_slow=True)
    world.tell()
    world.sweep()
    payin.refresh_from_db()
    assert payin.state == PayinState.PROCESSING
    money_in.finish_slow(world.double.state, world.session(payin), is_paid=True)
    world.tell()
    world.sweep()
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("wait", [timedelta(0), timedelta(days=2)])
def test_a_refund_is_sent_once(
    escrow: Escrow, clara: User, farid: User, world: World, fault: Fault, wait: timedelta
) -> None:
    payin = paid(escrow, world)
    world.pass_time(days=3)
    world.double.fill("idr", MILLION)  # what Stripe kept for the payment
    escrows.refund(escrow=escrow, by=farid, now=world.now, reason="agreed")
    world.double.faults.add("POST /v1/refunds", fault)
    world.sweep()
    world.pass_time(seconds=wait.total_seconds())
    world.sweep(2)
    if fault is Fault.ERROR_SAVED:
        world.pass_time(days=2)
        world.sweep(2)
    refund = Refund.objects.get()
    assert refund.state == RefundState.DONE
    (sent,) = world.double.made("refund", refund.key)
    assert (sent["status"], sent["amount"]) == ("succeeded", MILLION)
    assert payin.refunds.count() == 1


@pytest.mark.parametrize("call", ["POST /v1/transfers", "POST /v1/payouts", "GET /v1/transfers"])
@pytest.mark.parametrize("fault", list(Fault))
def test_a_payout_is_sent_once(
    escrow: Escrow,
    clara: User,
    farid: User,
    world: World,
    destination: Destination,
    call: str,
    fault: Fault,
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    world.double.faults.add(call, fault)
    world.sweep(3)
    world.pass_time(days=2)
    world.sweep(3)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PROCESSING
    accounts = dict.fromkeys(("transfer", "payout"), 0)
    for kind in accounts:
        accounts[kind] = sum(one["object"] == kind for one in world.double.state.things.values())
    assert accounts == {"transfer": 1, "payout": 1}
    finish(world, "paid")
    world.pass_time(minutes=10)  # after half an hour it is asked for more seldom
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID


def test_a_payout_waits_for_the_balance(
    escrow: Escrow, clara: User, farid: User, world: World, destination: Destination
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination, is_funded=False)
    world.double.state.balance("idr").available = 0
    world.sweep(3)
    payout.refresh_from_db()
    assert payout.state == PayoutState.SUBMITTED
    world.double.fill("idr", MILLION)
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PROCESSING


@pytest.mark.parametrize("is_paid_first", [False, True])
def test_a_payout_that_comes_back_is_available_again(
    escrow: Escrow,
    clara: User,
    farid: User,
    world: World,
    destination: Destination,
    is_paid_first: bool,
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    world.sweep(2)
    if is_paid_first:
        finish(world, "paid")
        world.sweep(2)
    finish(world, "failed")
    world.tell(times=2)
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == (PayoutState.RETURNED if is_paid_first else PayoutState.FAILED)
    available = Entry.objects.filter(account__kind=AccountKind.AVAILABLE, account__user=farid)
    assert sum(available.values_list("amount_minor", flat=True)) == MILLION * 9 // 10
    assert world.double.state.balance("idr", destination.account_number).available == 0


def test_the_door_is_shut_for_others(escrow: Escrow, world: World) -> None:
    payin = start(escrow, world)
    money_in.pay(world.double.state, world.session(payin))
    event = world.double.undelivered()[-1]
    body, signature = world.double.sign(event, secret="whsec_of_somebody")
    assert world.send(body, signature) == 400
    body, signature = world.double.sign(event)
    assert world.send(body.replace(b"karya_key", b"karya_kez"), signature) == 400
    world.pass_time(days=7)
    assert world.send(body, signature) == 400
    assert not ProviderEvent.objects.exists()


def test_dollars_are_dollars_everywhere(clara: User, farid: User, world: World) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=world.now, amount=Money(250_00, "USD"))
    payin = paid(escrow, world)
    assert payin.received == Money(250_00, "USD")
    assert {one["currency"] for one in world.double.state.all_of("charge")} == {"usd"}
    assert {currency for (_k, _p, currency), _sum in _totals() if _sum} == {"USD"}


def test_a_payout_in_dollars_is_for_two_of_finance_whatever_the_amount(
    clara: User, farid: User, maya: User, world: World, destination: Destination
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=world.now, amount=Money(250_00, "USD"))
    paid(escrow, world)
    escrows.release(escrow=escrow, by=clara, now=world.now)
    sweeps.end_holds(now=world.pass_time(days=8))
    payout = payouts.request_payout(
        by=farid,
        amount=Money(20_00, "USD"),
        destination=destination,
        idempotency_key="payout-1",
        now=world.now,
    )
    payout.refresh_from_db()
    assert (payout.review_reason, payout.needs_two) == ("other_currency", True)
    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=maya, now=world.now)


def _totals() -> list[tuple[tuple[str, str, str], int]]:
    found = Entry.objects.values_list(
        "account__kind", "account__provider", "currency", "amount_minor"
    )
    return [((kind, provider, currency), minor) for kind, provider, currency, minor in found]


def asked_payout(
    escrow: Escrow,
    clara: User,
    farid: User,
    world: World,
    destination: Destination,
    *,
    is_funded: bool = True,
) -> Payout:
    """Farid wants Rp900.000 on his Stripe account."""
    paid(escrow, world)
    escrows.release(escrow=escrow, by=clara, now=world.now)
    world.pass_time(days=8)
    sweeps.end_holds(now=world.now)
    if is_funded:
        world.double.fill("idr", MILLION)
    payout = payouts.request_payout(
        by=farid,
        amount=Money(MILLION * 9 // 10, "IDR"),
        destination=destination,
        idempotency_key="payout-1",
        now=world.now,
    )
    payout.refresh_from_db()
    assert payout.state == PayoutState.APPROVED
    return payout


def finish(world: World, outcome: str) -> None:
    """The bank takes the payout, or does not."""
    (payout,) = [o for o in world.double.state.things.values() if o["object"] == "payout"]
    money_out.finish_payout(world.double.state, payout, outcome)


def leave(world: World, destination: Destination) -> None:
    """The person's connected account is deleted, or lets go of us."""
    world.double.state.gone.add(destination.account_number)


def available_of(person: User) -> int:
    found = Entry.objects.filter(account__kind=AccountKind.AVAILABLE, account__user=person)
    return sum(found.values_list("amount_minor", flat=True))


def test_a_transfer_to_an_account_that_left_comes_back_before_the_person_has_it_again(
    escrow: Escrow, clara: User, farid: User, world: World, destination: Destination
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    before = world.double.state.balance("idr").available
    world.double.faults.add("POST /v1/payouts", Fault.DROP_BEFORE)
    world.sweep()
    assert world.double.state.balance("idr").available < before
    leave(world, destination)
    world.sweep(2)
    payout.refresh_from_db()
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_invalid")
    assert available_of(farid) == MILLION * 9 // 10
    assert world.double.state.balance("idr").available == before
    assert not Mismatch.objects.exists()


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, None])
def test_a_payout_that_nobody_can_see_any_more_is_for_a_person(
    escrow: Escrow,
    clara: User,
    farid: User,
    world: World,
    destination: Destination,
    fault: Fault | None,
) -> None:
    """The bank may pay it: it is neither given back nor sent again, heard of or not."""
    payout = asked_payout(escrow, clara, farid, world, destination)
    if fault is not None:
        world.double.faults.add("POST /v1/payouts", fault)
    world.sweep()
    payout.refresh_from_db()
    state = payout.state
    leave(world, destination)
    world.sweep(3)
    payout.refresh_from_db()
    assert payout.state == state
    assert available_of(farid) == 0
    case = Mismatch.objects.get()
    assert (case.kind, case.expected) == (MismatchKind.RESULT, payout.amount)

    transfer = world.double.state.all_of("transfer")[0]
    world.double.state.balance("idr", destination.account_number).available += payout.amount_minor
    money_out.reverse_transfer(world.double.state, transfer, {})  # staff did it at Stripe
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == PayoutState.FAILED
    assert available_of(farid) == MILLION * 9 // 10


def test_an_account_that_leaves_after_it_was_paid_changes_nothing(
    escrow: Escrow, clara: User, farid: User, world: World, destination: Destination
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    world.sweep()
    finish(world, "paid")
    world.sweep()
    leave(world, destination)
    world.pass_time(hours=2)
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert not world.double.state.all_of("transfer")[0]["reversed"]
    assert not Mismatch.objects.exists()
    day = timedelta(days=1)
    report = registry.provider_named("stripe").list_settled(world.now - 20 * day, world.now + day)
    assert "payment" in {row.subject for row in report}


def test_a_payout_that_was_refused_waits_for_its_transfer(
    escrow: Escrow, clara: User, farid: User, world: World, destination: Destination
) -> None:
    payout = asked_payout(escrow, clara, farid, world, destination)
    account = world.double.state.get(destination.account_number)
    account["payouts_enabled"] = False
    world.double.state.balance("idr", account["id"]).available = -MILLION  # Stripe took it
    world.sweep(2)
    payout.refresh_from_db()
    assert payout.state == PayoutState.SUBMITTED
    assert available_of(farid) == 0
    assert Mismatch.objects.get().expected == payout.amount
