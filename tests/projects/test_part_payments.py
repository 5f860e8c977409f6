"""A milestone whose payment falls short: nothing starts, and the step can be paid again."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from notifications.models import Notification
from payments.models import Escrow, Refund
from payments.services import chargebacks, escrows, payins, sweeps
from payments.services.checks import check_ledger
from payments.states import EscrowState
from projects.models import Contract, Milestone
from projects.services import clock, contracts, milestones
from projects.states import ContractState, MilestoneState
from projects.turns import turn_of_contract, turn_of_milestone
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories import projects as work

WEEK = timedelta(days=7)


@pytest.fixture
def step(clara: User, farid: User, now: datetime) -> Milestone:
    """600,000 of its million have arrived."""
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    escrow = milestones.start_funding(milestone=milestone, by=clara, now=now)
    money.pay(escrow, 600_000, now=now)
    return Milestone.objects.select_related("escrow", "contract").get(pk=milestone.pk)


def kinds_of(person: User) -> set[str]:
    return set(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_work_does_not_start_with_a_part(step: Milestone, clara: User, farid: User) -> None:
    assert step.state == MilestoneState.AWAITING_FUNDING
    assert step.contract.state == ContractState.AWAITING_FUNDING
    assert "payment_short" in kinds_of(clara)
    assert "payment_short_for_freelancer" in kinds_of(farid)
    turn = turn_of_milestone(step, [step], None)
    assert turn is not None
    assert turn.actor == clara
    assert "Rp400,000" in turn.deed
    assert turn_of_contract(step.contract, [step]) is None  # else one deadline had two ends
    assert turn.silence_for(farid) == (
        "Rp600,000 goes back to Clara Wijaya, and the contract lapses."
    )
    assert turn.silence_for(clara) == "Rp600,000 goes back to you, and the contract lapses."


def test_a_contract_with_time_left_takes_another_payment(step: Milestone, farid: User) -> None:
    step.contract.policy.fund_hours = 24 * 30
    turn = turn_of_milestone(step, [step], None)
    assert turn is not None
    assert turn.silence_for(farid) == (
        "Rp600,000 goes back to Clara Wijaya, and this step waits for a payment again."
    )


def test_the_contract_waits_as_long_as_the_rest_may_come(step: Milestone, now: datetime) -> None:
    assert step.contract.fund_by_at == now + WEEK
    assert clock.lapse_contracts(now=now + timedelta(hours=73)) == 0


def test_the_client_is_reminded_of_the_rest(step: Milestone, clara: User, now: datetime) -> None:
    def reminders() -> int:
        return Notification.objects.filter(kind__startswith="reminder_to_pay").count()

    for days, count in [(3, 0), (3.6, 1), (4.1, 2), (5, 2), (6.1, 3), (6.9, 3)]:
        clock.remind(now=now + timedelta(days=days))
        assert reminders() == count
    assert kinds_of(clara) & {"reminder_to_pay", "reminder_to_pay_the_rest"} == {
        "reminder_to_pay_the_rest"
    }


def test_the_rest_starts_the_work(step: Milestone, now: datetime) -> None:
    assert step.escrow is not None
    money.pay(step.escrow, 400_000, now=now)
    step.refresh_from_db()
    assert step.state == MilestoneState.FUNDED
    assert Contract.objects.get().state == ContractState.ACTIVE


def test_a_payment_that_went_back_can_be_made_anew(
    step: Milestone, clara: User, farid: User, now: datetime
) -> None:
    later = now + timedelta(days=1)
    assert step.escrow is not None
    first = escrows.give_back(escrow=step.escrow, by=clara, now=later)
    step.refresh_from_db()
    assert step.state == MilestoneState.AGREED
    assert step.escrow is None
    contract = step.contract
    assert contract.fund_by_at == contract.signed_at + timedelta(hours=contract.policy.fund_hours)
    assert contract.fund_by_at < now + WEEK
    assert first.state == EscrowState.REFUNDED
    assert "payment_given_back" in kinds_of(clara)
    assert "payment_given_back_for_freelancer" in kinds_of(farid)

    step = work.fund(step, now=later)
    assert step.state == MilestoneState.FUNDED
    assert step.escrow is not None
    assert step.escrow.reference == f"milestone:{step.pk}:2"
    assert Escrow.objects.count() == 2


def test_silence_gives_back_and_then_the_contract_lapses(
    step: Milestone, clara: User, now: datetime
) -> None:
    assert sweeps.give_back_parts(now=now + WEEK) == 1
    assert clock.lapse_contracts(now=now + WEEK) == 1
    step.refresh_from_db()
    assert step.state == MilestoneState.CANCELLED
    assert Refund.objects.count() == 1


def test_calling_the_contract_off_returns_the_part(
    step: Milestone, clara: User, now: datetime
) -> None:
    contracts.end_contract(contract=step.contract, by=clara, reason="No budget.", now=now)
    step.refresh_from_db()
    assert step.state == MilestoneState.CANCELLED
    assert step.escrow is not None
    assert step.escrow.state == EscrowState.CANCELLED
    assert Refund.objects.get().amount == work.rupiah(600_000)


def test_a_failed_try_for_the_rest_leaves_the_part(step: Milestone, now: datetime) -> None:
    assert step.escrow is not None
    payin = money.start_payin(step.escrow, now=now, method="card")
    money.decide(payin, now=now, outcome="failure")
    payins.look_up(payin_id=payin.pk, now=now)
    step.refresh_from_db()
    assert step.state == MilestoneState.AWAITING_FUNDING
    assert step.escrow.state == EscrowState.PARTLY_PAID


def take_back(step: Milestone, now: datetime) -> SandboxChargeback:
    """The client's bank takes what has come so far."""
    assert step.escrow is not None
    payment = SandboxPayment.objects.get(key=step.escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, amount=200_000, now=now)
    assert opened is not None
    hear(opened, now)
    return opened


def hear(at_bank: SandboxChargeback, now: datetime) -> None:
    assert chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)


@pytest.mark.parametrize("is_won", [True, False])
def test_a_contract_ends_while_a_bank_decides_about_the_part(
    step: Milestone, clara: User, now: datetime, is_won: bool
) -> None:
    at_bank = take_back(step, now)
    contracts.end_contract(contract=step.contract, by=clara, reason="No budget.", now=now)
    step.refresh_from_db()
    assert step.state == MilestoneState.CANCELLED
    assert Refund.objects.get().amount == work.rupiah(400_000)

    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    hear(at_bank, now)
    sent = sum(one.amount_minor for one in Refund.objects.all())
    assert sent == (600_000_00 if is_won else 400_000_00)
    assert check_ledger() == []


def test_a_part_of_which_the_bank_kept_some_is_paid_anew(step: Milestone, now: datetime) -> None:
    at_bank = take_back(step, now)
    bank.decide(chargeback=at_bank, is_won=False, now=now)
    hear(at_bank, now)
    step.refresh_from_db()
    assert (step.state, step.escrow) == (MilestoneState.AGREED, None)
    assert Refund.objects.get().amount == work.rupiah(400_000)
    step = work.fund(step, now=now)
    assert step.escrow is not None
    assert (step.state, step.escrow.held) == (MilestoneState.FUNDED, work.rupiah(1_000_000))
    assert check_ledger() == []
