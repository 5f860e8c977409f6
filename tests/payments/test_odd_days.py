"""Clocks that jump, and people who are shut out while their money is under way."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from payments.models import Escrow, Transfer
from payments.selectors import earned_by
from payments.services import checks, escrows, payins, payouts, sweeps
from payments.states import EscrowState, Method, PayoutState
from tests.factories import payments as money
from tests.factories.payments import rupiah

YEAR = timedelta(days=365)


def everything(now: datetime) -> None:
    """What beat does in a minute."""
    sweeps.finish_payins(now=now)
    sweeps.finish_refunds(now=now)
    money.run_payouts(now=now)
    sweeps.end_holds(now=now)


@pytest.mark.parametrize("jump", [-YEAR, YEAR])
def test_a_clock_that_jumps_moves_no_money_twice(
    clara: User, farid: User, now: datetime, jump: timedelta
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    escrows.release(escrow=escrow, by=clara, now=now)
    posted = Transfer.objects.count()
    everything(now + jump)
    everything(now)
    is_over = jump > timedelta(0)
    assert Transfer.objects.count() == posted + is_over
    earned = earned_by(farid, "IDR")
    assert (earned.available, earned.pending) == (
        (rupiah(900_000), rupiah(0)) if is_over else (rupiah(0), rupiah(900_000))
    )
    assert checks.check_ledger() == []


def test_a_payment_is_captured_once_whatever_the_clock_says(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    for moment in (now - YEAR, now, now + YEAR, now - YEAR):
        payins.look_up(payin_id=payin.pk, now=moment)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (EscrowState.HELD, escrow.total)
    assert Transfer.objects.count() == 1


def test_who_is_shut_out_is_paid_what_is_under_way(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    held = money.make_held(payer=clara, payee=farid, now=now)
    User.objects.filter(pk__in=[clara.pk, farid.pk]).update(is_active=False)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + timedelta(minutes=1))
    payouts.look_up(payout_id=payout.pk, now=now + timedelta(minutes=1))
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    escrows.release(escrow=held, by=None, now=now)
    assert earned_by(farid, "IDR").available == rupiah(900_000)
    assert checks.check_ledger() == []
