"""What follows from money, and from people who leave."""

from datetime import datetime
from unittest.mock import patch

import pytest

from accounts.events import AccountClosing
from accounts.models import User
from core.errors import WrongState
from core.events import publish
from payments import tasks
from payments.models import Escrow, Payout
from payments.services import escrows, payouts
from payments.states import PayoutState
from sandbox.models import SandboxPayout
from tests.factories import payments as money


def test_nobody_leaves_while_money_is_held(held: Escrow, clara: User, farid: User) -> None:
    for person in (clara, farid):
        with pytest.raises(WrongState):
            publish(AccountClosing(user_id=person.pk))


def test_nobody_leaves_money_behind(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    with pytest.raises(WrongState):
        publish(AccountClosing(user_id=farid.pk))
    payout = money.request_payout(farid, now=now)
    with pytest.raises(WrongState):
        publish(AccountClosing(user_id=farid.pk))
    payouts.send(payout_id=payout.pk, now=now)
    later = payout.created_at.replace(hour=5)
    money.settle_bank(now=later)
    payouts.look_up(payout_id=payout.pk, now=later)
    publish(AccountClosing(user_id=farid.pk))
    publish(AccountClosing(user_id=clara.pk))


@pytest.mark.django_db(transaction=True)
def test_an_approved_payout_is_sent_after_the_commit(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PROCESSING
    assert SandboxPayout.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_request_still_stands(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    with patch.object(tasks.send_payout, "apply_async", side_effect=ConnectionError):
        money.request_payout(farid, now=now)
    assert Payout.objects.get().state == PayoutState.APPROVED


@pytest.mark.django_db(transaction=True)
def test_a_refund_is_sent_after_the_commit(held: Escrow, farid: User, now: datetime) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    assert held.payins.get().refunds.get().attempts == 1
