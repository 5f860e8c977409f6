"""Escrows: opened once, held, and settled once, to the rupiah."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from core.money import Money
from payments.fees import FeeTerms
from payments.models import Account, Earning, Entry, Escrow, PolicyVersion, Refund, Transfer
from payments.services import earnings, escrows, sweeps
from payments.services.escrows import EscrowIsFrozen
from payments.states import AccountKind, EarningState, EscrowState, Method
from payments.terms import current_fee_terms
from tests.factories import payments as money
from tests.factories.payments import rupiah


def balance(kind: AccountKind, **owner: object) -> Money:
    account = Account.objects.filter(kind=kind, currency="IDR", **owner).first()
    if account is None:
        return rupiah(0)
    if account.tracked:
        return account.balance
    return Money(sum(account.entries.values_list("amount_minor", flat=True)), "IDR")


def test_the_same_reference_answers_with_the_same_escrow(
    clara: User, farid: User, now: datetime
) -> None:
    one = money.make_escrow(payer=clara, payee=farid, now=now, reference="milestone:1")
    two = money.make_escrow(payer=clara, payee=farid, now=now, reference="milestone:1")
    assert one == two
    assert Escrow.objects.count() == 1


def test_the_same_reference_with_another_amount_is_refused(
    clara: User, farid: User, now: datetime
) -> None:
    money.make_escrow(payer=clara, payee=farid, now=now, reference="milestone:1")
    with pytest.raises(WrongState):
        money.make_escrow(
            payer=clara, payee=farid, now=now, reference="milestone:1", amount=rupiah(2)
        )


@pytest.mark.parametrize("minor", [0, -100, 150])
def test_amounts_that_cannot_be_are_refused(
    clara: User, farid: User, now: datetime, minor: int
) -> None:
    with pytest.raises(InvalidInput):
        money.make_escrow(payer=clara, payee=farid, now=now, amount=Money(minor, "IDR"))
    assert Escrow.objects.count() == 0


def test_nobody_pays_themselves(clara: User, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        money.make_escrow(payer=clara, payee=clara, now=now)


def test_a_captured_payment_is_held(held: Escrow) -> None:
    assert held.state == EscrowState.HELD
    assert (held.paid, held.held) == (rupiah(1_000_000), rupiah(1_000_000))
    assert balance(AccountKind.ESCROW, escrow=held) == rupiah(1_000_000)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(-1_000_000)


def test_release_gives_nine_tenths_to_the_payee(held: Escrow, clara: User, now: datetime) -> None:
    escrow = escrows.release(escrow=held, by=clara, now=now)

    assert escrow.state == EscrowState.RELEASED
    assert (escrow.released, escrow.fee, escrow.held) == (
        rupiah(900_000),
        rupiah(100_000),
        rupiah(0),
    )
    assert balance(AccountKind.AVAILABLE, user=held.payee) == rupiah(900_000)
    assert balance(AccountKind.PLATFORM_FEE) == rupiah(100_000)
    assert balance(AccountKind.ESCROW, escrow=held) == rupiah(0)


def test_release_twice_is_release_once(held: Escrow, clara: User, now: datetime) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    entries = Entry.objects.count()
    escrows.release(escrow=held, by=clara, now=now)
    assert Entry.objects.count() == entries
    assert Earning.objects.count() == 1


def test_one_settlement_is_one_posting(held: Escrow, clara: User, now: datetime) -> None:
    before = Transfer.objects.count()
    escrows.split(escrow=held, to_payee=rupiah(400_000), by=clara, now=now, reason="agreed")
    assert Transfer.objects.count() == before + 1


def test_refund_sends_all_of_it_back(held: Escrow, farid: User, now: datetime) -> None:
    escrow = escrows.refund(escrow=held, by=farid, now=now, reason="too busy")

    assert escrow.state == EscrowState.REFUNDED
    assert (escrow.refunded, escrow.fee) == (rupiah(1_000_000), rupiah(0))
    assert Refund.objects.get().amount == rupiah(1_000_000)
    assert balance(AccountKind.REFUND_CLEARING) == rupiah(1_000_000)


def test_split_divides_before_the_fee(held: Escrow, clara: User, now: datetime) -> None:
    escrow = escrows.split(
        escrow=held, to_payee=rupiah(400_000), by=clara, now=now, reason="agreed"
    )
    assert escrow.state == EscrowState.SPLIT
    assert (escrow.released, escrow.fee, escrow.refunded) == (
        rupiah(360_000),
        rupiah(40_000),
        rupiah(600_000),
    )


@pytest.mark.parametrize("whole", [0, 1_000_000, 1_000_001])
def test_both_parts_of_a_split_are_above_zero(
    held: Escrow, clara: User, now: datetime, whole: int
) -> None:
    with pytest.raises(InvalidInput):
        escrows.split(escrow=held, to_payee=rupiah(whole), by=clara, now=now, reason="x")
    held.refresh_from_db()
    assert held.state == EscrowState.HELD


def test_a_client_fee_is_paid_on_top_and_comes_back_with_a_refund(
    clara: User, farid: User, now: datetime
) -> None:
    policy = PolicyVersion.objects.get()
    terms = FeeTerms(freelancer_bps=1000, client_bps=300, policy_version=policy.pk)
    released = money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    assert released.paid == rupiah(1_030_000)
    released = escrows.release(escrow=released, by=clara, now=now)
    assert (released.released, released.fee) == (rupiah(900_000), rupiah(130_000))

    refunded = money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    refunded = escrows.refund(escrow=refunded, by=None, now=now, reason="late")
    assert refunded.refunded == rupiah(1_030_000)


def test_frozen_money_does_not_move(held: Escrow, clara: User, farid: User, now: datetime) -> None:
    escrows.freeze(escrow=held, by=clara, now=now, reason="dispute")
    with pytest.raises(EscrowIsFrozen):
        escrows.release(escrow=held, by=clara, now=now)
    with pytest.raises(EscrowIsFrozen):
        escrows.refund(escrow=held, by=farid, now=now, reason="x")
    with pytest.raises(EscrowIsFrozen):
        escrows.split(escrow=held, to_payee=rupiah(1), by=None, now=now, reason="x")
    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.FROZEN, rupiah(1_000_000))


def test_what_was_decided_is_carried_out_after_unfreezing(
    held: Escrow, maya: User, now: datetime
) -> None:
    escrows.freeze(escrow=held, by=held.payer, now=now, reason="dispute")
    with transaction.atomic():
        escrows.unfreeze(escrow=held, by=maya, now=now)
        escrow = escrows.split(
            escrow=held, to_payee=rupiah(500_000), by=maya, now=now, reason="ruling"
        )
    assert escrow.state == EscrowState.SPLIT
    assert [c.kind for c in escrow.changes.all()][-3:] == ["frozen", "held", "split"]


def test_an_unpaid_escrow_releases_nothing(escrow: Escrow, clara: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        escrows.release(escrow=escrow, by=clara, now=now)
    assert Entry.objects.count() == 0


def test_a_paid_escrow_is_not_cancelled(held: Escrow, clara: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        escrows.cancel(escrow=held, by=clara, now=now)


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("release", {"clara", "maya", "clock"}),
        ("refund", {"farid", "maya", "clock"}),
        ("split", {"clara", "farid", "maya", "clock"}),
        ("freeze", {"clara", "farid", "maya", "clock"}),
    ],
)
def test_who_may_settle(
    request: pytest.FixtureRequest, held: Escrow, now: datetime, act: str, allowed: set[str]
) -> None:
    calls = {
        "release": lambda by: escrows.release(escrow=held, by=by, now=now),
        "refund": lambda by: escrows.refund(escrow=held, by=by, now=now, reason="x"),
        "split": lambda by: escrows.split(
            escrow=held, to_payee=rupiah(1), by=by, now=now, reason="x"
        ),
        "freeze": lambda by: escrows.freeze(escrow=held, by=by, now=now, reason="x"),
    }
    for name in ("clara", "farid", "sena", "maya", "clock"):
        by = None if name == "clock" else request.getfixturevalue(name)
        point = transaction.savepoint()
        if name in allowed:
            calls[act](by)
        else:
            with pytest.raises(NotAllowed):
                calls[act](by)
        transaction.savepoint_rollback(point)


def test_the_equation_is_the_databases(held: Escrow) -> None:
    with pytest.raises(IntegrityError, match="escrow_equation"), transaction.atomic():
        Escrow.objects.filter(pk=held.pk).update(released_minor=100)
    with pytest.raises(IntegrityError, match="escrow_"), transaction.atomic():
        Escrow.objects.filter(pk=held.pk).update(held_minor=100_000_100, refunded_minor=-100)


def test_earnings_by_card_wait_for_the_hold(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    escrows.release(escrow=escrow, by=clara, now=now)
    earning = Earning.objects.get()
    assert earning.state == EarningState.PENDING
    assert balance(AccountKind.PENDING, user=farid) == rupiah(900_000)

    earnings.make_available(earning=earning, now=now)
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(0)

    later = earning.available_at
    assert sweeps.end_holds(now=later) == 1
    assert sweeps.end_holds(now=later) == 0
    assert balance(AccountKind.PENDING, user=farid) == rupiah(0)
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(900_000)


def test_money_held_for_long_is_told_once_at_60_and_at_75_days(held: Escrow, now: datetime) -> None:
    for days, expected in [(59, (False, False)), (61, (True, False)), (76, (True, True))]:
        sweeps.watch_holding_times(now=now + timedelta(days=days))
        held.refresh_from_db()
        assert (held.warned_at is not None, held.pressed_at is not None) == expected
    first = held.warned_at
    sweeps.watch_holding_times(now=now + timedelta(days=77))
    held.refresh_from_db()
    assert held.warned_at == first


def test_a_later_policy_does_not_change_what_was_agreed(
    held: Escrow, clara: User, now: datetime
) -> None:
    first = PolicyVersion.objects.get()
    PolicyVersion.objects.create(
        effective_at=now,
        source="a higher fee",
        freelancer_bps=2000,
        client_bps=500,
        payout_least_minor=first.payout_least_minor,
        payout_review_above_minor=first.payout_review_above_minor,
    )
    assert current_fee_terms(now).freelancer_bps == 2000
    assert current_fee_terms(now - timedelta(seconds=1)).freelancer_bps == 1000
    assert escrows.release(escrow=held, by=clara, now=now).released == rupiah(900_000)
