"""Who hears that a bank took a payment back, and what it decided."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from payments.models import Escrow
from payments.services import chargebacks
from projects.states import MilestoneState
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(clara: User, farid: User, now: datetime) -> Escrow:
    """Rp1.000.000 that Clara has paid for Farid's work."""
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.fund_escrow(escrow, now=now)
    return escrow


@pytest.fixture
def told_of(
    clara: User, farid: User, fitri: User, told: Callable[[User], list[str]]
) -> Callable[[], list[list[str]]]:
    """What the client, the freelancer and the bookkeeper were told since the last look."""
    return lambda: [told(person) for person in (clara, farid, fitri)]


@pytest.mark.parametrize(("is_won", "outcome"), [(True, "won"), (False, "lost")])
def test_both_sides_and_the_bookkeepers(
    held: Escrow,
    told_of: Callable[[], list[list[str]]],
    now: datetime,
    is_won: bool,
    outcome: str,
) -> None:
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now, amount=None)
    assert at_bank is not None
    told_of()

    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    assert told_of() == [
        ["chargeback_opened_payer"],
        ["chargeback_opened_payee"],
        ["chargeback_to_answer"],
    ]

    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    assert told_of() == [[f"chargeback_{outcome}_payer"], [f"chargeback_{outcome}_payee"], []]


def test_a_step_whose_money_a_bank_kept_is_told_of_once(
    clara: User, farid: User, told_of: Callable[[], list[list[str]]], now: datetime
) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    payment = SandboxPayment.objects.get(key=contract.milestones.get().escrow.payins.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now, amount=None)
    assert at_bank is not None
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    told_of()
    bank.decide(chargeback=at_bank, is_won=False, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    assert contract.milestones.get().state == MilestoneState.REFUNDED
    over = "contract_cancelled"  # it was the only step
    assert told_of() == [[over, "chargeback_lost_payer"], [over, "chargeback_lost_payee"], []]
