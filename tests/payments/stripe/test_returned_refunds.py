"""A refund that the payer's bank sends back after it was done: nothing is lost, all are told."""

from typing import Any

import pytest

from accounts.models import User
from core.money import Money
from notifications.models import Notification
from payments.models import Account, Escrow, Mismatch, ReconciliationCase, Refund
from payments.services import escrows, mismatches, reconciliation, refunds
from payments.services.registry import provider_named
from payments.states import AccountKind, MismatchKind, RefundState
from tests.doubles.stripe import money_in
from tests.payments.stripe.conftest import World
from tests.payments.stripe.test_flows import MILLION, paid

Thing = dict[str, Any]


@pytest.fixture
def done(escrow: Escrow, farid: User, world: World) -> Refund:
    """A million rupiah that went back to Clara."""
    paid(escrow, world)
    world.pass_time(days=3)
    world.double.fill("idr", MILLION)
    escrows.refund(escrow=escrow, by=farid, now=world.now, reason="agreed")
    world.sweep(2)
    refund = Refund.objects.get()
    assert refund.state == RefundState.DONE
    world.double.undelivered()
    return refund


def at_stripe(world: World, refund: Refund) -> Thing:
    (found,) = world.double.made("refund", refund.key)
    return found


def owed_to(payer: User) -> int:
    rows = Account.objects.filter(kind=AccountKind.UNAPPLIED, user=payer)
    return sum(rows.values_list("balance_minor", flat=True))


@pytest.mark.parametrize("times", [1, 3])
def test_the_money_is_the_payers_and_a_person_looks_at_it(
    done: Refund, clara: User, fitri: User, world: World, times: int
) -> None:
    money_in.fail_refund(world.double.state, at_stripe(world, done))
    assert set(world.tell(times=times)) == {200}
    world.sweep(2)
    done.refresh_from_db()
    assert (done.state, done.failure) == (RefundState.RETURNED, "expired_or_canceled_card")
    assert owed_to(clara) == MILLION
    case = Mismatch.objects.get()
    assert (case.kind, case.held) == (MismatchKind.REFUND_FAILED, Money(MILLION, "IDR"))
    told = Notification.objects.filter(kind__in=["refund_returned", "refund_to_check"])
    assert sorted(told.values_list("kind", "recipient")) == [
        ("refund_returned", clara.pk),
        ("refund_to_check", fitri.pk),
    ]


def test_it_is_sent_again_and_arrives(done: Refund, clara: User, fitri: User, world: World) -> None:
    money_in.fail_refund(world.double.state, at_stripe(world, done))
    world.tell()
    world.sweep()
    mismatches.send_back(mismatch=Mismatch.objects.get(), by=fitri, now=world.now)
    world.sweep(2)
    again = Refund.objects.exclude(pk=done.pk).get()
    assert (again.state, again.amount) == (RefundState.DONE, done.amount)
    assert owed_to(clara) == 0
    assert at_stripe(world, again)["status"] == "succeeded"


def test_without_the_notification_it_is_found_within_a_day(done: Refund, world: World) -> None:
    money_in.fail_refund(world.double.state, at_stripe(world, done))
    world.sweep(2)
    done.refresh_from_db()
    assert done.state == RefundState.DONE
    world.pass_time(days=1)
    world.sweep()
    done.refresh_from_db()
    assert done.state == RefundState.RETURNED


def test_the_report_has_both_rows(done: Refund, world: World) -> None:
    money_in.fail_refund(world.double.state, at_stripe(world, done))
    world.pass_time(minutes=1)
    provider = provider_named("stripe")
    reconciliation.reconcile(provider=provider, until=world.now, now=world.now)
    (case,) = ReconciliationCase.objects.all()
    assert (case.subject, case.kind, case.key) == ("refund_return", "missing_in_book", done.key)
    world.tell()
    world.sweep()
    world.pass_time(minutes=1)
    run = reconciliation.reconcile(provider=provider, until=world.now, now=world.now)
    assert (run.differing, run.matched, run.reported) == (0, 2, 2)
    (total,) = run.totals.all()
    assert total.reported == total.booked


def test_an_old_success_that_comes_late_changes_nothing(done: Refund, world: World) -> None:
    before = provider_named("stripe").fetch_refund(done.key, done.provider_reference)
    assert before is not None
    money_in.fail_refund(world.double.state, at_stripe(world, done))
    world.tell()
    world.sweep()
    refunds.apply(refund=done, found=before, now=world.now)
    done.refresh_from_db()
    assert done.state == RefundState.RETURNED
