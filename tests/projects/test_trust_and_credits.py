"""What the rooms above tell payments of a freelancer, and what a credit by hand does to a step."""

from datetime import datetime

import pytest

from accounts.models import User
from core.money import Money
from payments import facts
from payments.models import Mismatch
from payments.services import mismatch_decisions
from projects.models import Milestone
from projects.states import ContractState, MilestoneState
from tests.factories import contracts as made
from tests.factories import disputes as quarrels
from tests.factories import payments as money


def test_a_step_is_funded_by_a_credit_like_by_any_payment(
    clara: User, farid: User, fitri: User, now: datetime
) -> None:
    step = made.milestone_in(
        MilestoneState.AWAITING_FUNDING, client=clara, freelancer=farid, now=now
    )
    assert step.escrow is not None
    money.pay(step.escrow, 1_020_000, now=now)
    mismatch_decisions.credit(
        mismatch=Mismatch.objects.get(),
        by=fitri,
        amount=Money(100_000_000, "IDR"),
        reason="Rp20,000 too much.",
        now=now,
    )
    step = Milestone.objects.select_related("contract").get(pk=step.pk)
    assert step.state == MilestoneState.FUNDED
    assert step.contract.state == ContractState.ACTIVE


def test_completed_contracts_are_counted_for_the_freelancer_only(
    clara: User, farid: User, now: datetime
) -> None:
    made.contract_in(ContractState.COMPLETED, client=clara, freelancer=farid, now=now)
    made.contract_in(ContractState.ACTIVE, client=clara, freelancer=farid, now=now)
    assert facts.count(facts.CONTRACTS, farid.pk) == 1
    assert facts.count(facts.CONTRACTS, clara.pk) == 0


@pytest.mark.parametrize(("to_freelancer", "lost"), [(0, 1), (400_000, 0)])
def test_a_dispute_is_lost_by_whom_nothing_is_given(
    clara: User, farid: User, maya: User, now: datetime, to_freelancer: int, lost: int
) -> None:
    dispute = quarrels.dispute_in(
        "mediation", client=clara, freelancer=farid, moderator=maya, now=now
    )
    quarrels.rule(dispute, to_freelancer, by=maya, now=now)
    assert facts.count(facts.DISPUTES_LOST, farid.pk) == 0  # only proposed
    quarrels.run_out(dispute)
    assert facts.count(facts.DISPUTES_LOST, farid.pk) == lost
    assert facts.count(facts.DISPUTES_LOST, clara.pk) == 0
