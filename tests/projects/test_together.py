"""Two clicks, two tabs, two workers: one outcome, and a right book."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from core.errors import DomainError
from payments.models import Chargeback, Earning, Escrow, Payin, Refund, Transfer
from payments.services import chargebacks, checks, payins
from payments.states import EscrowState
from projects.models import Amendment, Contract, Milestone, RefundRequest
from projects.services import (
    amendments,
    clock,
    contracts,
    long_holds,
    milestones,
    part_releases,
    refunds,
)
from projects.services.proposals import Step
from projects.states import ContractState, MilestoneState
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import contracts as made
from tests.factories import payments as money
from tests.factories import projects as work

pytestmark = pytest.mark.django_db(transaction=True)
M, C = MilestoneState, ContractState
DAY = timedelta(days=1)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each with its own connection; refusals are answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(answers: list[Any]) -> int:
    return sum(isinstance(answer, DomainError) for answer in answers)


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


def test_two_approvals_release_once(submitted: Milestone, clara: User, now: datetime) -> None:
    def approve() -> Milestone:
        return milestones.approve_milestone(milestone=submitted, by=clara, now=now)

    assert refusals(together(approve, approve, approve)) == 0
    assert Earning.objects.count() == 1
    assert checks.check_ledger() == []


@pytest.mark.parametrize("turn", range(4))
def test_sixteen_who_release_freeze_and_charge_back_have_one_outcome(
    submitted: Milestone, clara: User, farid: User, now: datetime, turn: int
) -> None:
    """The client's clicks, the clock, parts, disputes and the bank, all at the same moment."""
    after = now + 15 * DAY
    payment = SandboxPayment.objects.get(key=Payin.objects.get().key)
    taken = bank.open_chargeback(payment=payment, now=now)
    assert taken is not None

    def part() -> Earning:
        amount = work.rupiah(100_000)
        return part_releases.release_part(
            milestone=submitted, amount=amount, by=clara, idempotency_key="one", now=after
        )

    calls: list[Callable[[], Any]] = [
        *[lambda: milestones.approve_milestone(milestone=submitted, by=clara, now=after)] * 4,
        *[lambda: milestones.approve_by_clock(milestone=submitted, now=after)] * 3,
        *[
            lambda: milestones.dispute_milestone(
                milestone=submitted, by=farid, reason="It is done.", now=after
            )
        ]
        * 3,
        *[part] * 3,
        *[lambda: chargebacks.look_up(provider="sandbox", reference=taken.reference, now=after)]
        * 3,
    ]
    together(*calls[turn * 4 :], *calls[: turn * 4])

    submitted.refresh_from_db()
    escrow = Escrow.objects.get()
    chargeback = Chargeback.objects.get()
    ends = Transfer.objects.filter(key=f"escrow:{escrow.pk}:settled").count()
    assert ends == (escrow.state == EscrowState.RELEASED) == (submitted.state == M.RELEASED)
    assert escrow.state in {EscrowState.RELEASED, EscrowState.FROZEN}
    assert Earning.objects.filter(request_key="one").count() <= 1
    assert Transfer.objects.filter(key=f"chargeback:{chargeback.pk}:taken").count() == 1
    assert (chargeback.from_escrow_minor == 0) == (escrow.state == EscrowState.RELEASED)
    assert checks.check_ledger() == []


def test_an_approval_and_a_dispute_have_one_outcome(
    submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    answers = together(
        lambda: milestones.approve_milestone(milestone=submitted, by=clara, now=now),
        lambda: milestones.dispute_milestone(milestone=submitted, by=farid, reason="Done", now=now),
    )
    assert refusals(answers) == 1
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert (submitted.state, submitted.escrow.state) in {
        (M.RELEASED, EscrowState.RELEASED),
        (M.DISPUTED, EscrowState.FROZEN),
    }
    assert checks.check_ledger() == []


def test_a_part_a_dispute_and_an_approval_keep_one_order_of_locks(
    submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    def part(key: str) -> Callable[[], Any]:
        return lambda: part_releases.release_part(
            milestone=submitted, amount=work.rupiah(1_000), by=clara, idempotency_key=key, now=now
        )

    together(
        *[part(f"part {number}") for number in range(4)],
        lambda: milestones.approve_milestone(milestone=submitted, by=clara, now=now),
        lambda: milestones.dispute_milestone(milestone=submitted, by=farid, reason="Done", now=now),
        lambda: long_holds.settle_long_held(milestone=submitted, now=now + 90 * DAY),
    )
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    escrow = submitted.escrow
    assert (submitted.state, escrow.state) in {
        (M.RELEASED, EscrowState.RELEASED),
        (M.DISPUTED, EscrowState.FROZEN),
    }
    assert escrow.earned_minor == sum(Earning.objects.values_list("gross_minor", flat=True))
    assert checks.check_ledger() == []


def test_the_clock_and_a_dispute_have_one_outcome(
    submitted: Milestone, clara: User, now: datetime
) -> None:
    late = now + timedelta(days=14)
    together(
        lambda: clock.approve_unanswered(now=late),
        lambda: clock.approve_unanswered(now=late),
        lambda: milestones.dispute_milestone(
            milestone=submitted, by=clara, reason="Not mine", now=late
        ),
    )
    submitted.refresh_from_db()
    assert submitted.state in {M.RELEASED, M.DISPUTED}
    assert Earning.objects.count() == (1 if submitted.state == M.RELEASED else 0)
    assert checks.check_ledger() == []


def test_a_refund_and_an_approval_have_one_outcome(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    contracts.end_contract(contract=contract, by=clara, reason="No budget", now=now)
    request = RefundRequest.objects.get()
    answers = together(
        lambda: refunds.agree_to_refund(request=request, by=farid, now=now),
        lambda: milestones.approve_milestone(milestone=milestone, by=clara, now=now),
    )
    assert refusals(answers) == 1
    assert Earning.objects.count() + Refund.objects.count() == 1
    contract.refresh_from_db()
    assert contract.state in {C.COMPLETED, C.CANCELLED}
    assert checks.check_ledger() == []


@pytest.mark.parametrize("_attempt", range(3))
def test_money_arrives_while_the_contract_is_called_off(
    clara: User, farid: User, now: datetime, _attempt: int
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    escrow = milestones.start_funding(milestone=milestone, by=clara, now=now)
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    together(
        lambda: payins.look_up(payin_id=payin.pk, now=now),
        lambda: payins.look_up(payin_id=payin.pk, now=now),
        lambda: contracts.end_contract(contract=contract, by=clara, reason="No", now=now),
    )
    contract.refresh_from_db()
    milestone.refresh_from_db()
    escrow.refresh_from_db()
    assert (contract.state, milestone.state, escrow.state) in {
        (C.CANCELLED, M.CANCELLED, EscrowState.CANCELLED),
        (C.ENDING, M.FUNDED, EscrowState.HELD),
    }
    assert Refund.objects.count() == (1 if contract.state == C.CANCELLED else 0)
    assert checks.check_ledger() == []


def test_two_clicks_open_one_escrow(clara: User, farid: User, now: datetime) -> None:
    milestone = work.signed_contract(client=clara, freelancer=farid, now=now).milestones.get()

    def pay() -> int:
        return milestones.start_funding(milestone=milestone, by=clara, now=now).pk

    assert len(set(together(pay, pay))) == 1


def test_two_clicks_deliver_once(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()

    def deliver() -> int:
        return milestones.deliver(milestone=milestone, by=farid, message="Here", now=now).pk

    assert len(set(together(deliver, deliver))) == 1


def test_both_propose_at_once_and_one_is_first(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)

    def propose(person: User) -> Amendment:
        step = Step(title="Sign", amount=work.rupiah(100_000), days=3)
        return amendments.propose_amendment(
            contract=contract, by=person, steps=[step], note="", now=now
        )

    assert refusals(together(lambda: propose(clara), lambda: propose(farid))) == 1
    assert Amendment.objects.count() == 1


def test_two_acceptances_add_the_steps_once(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    step = Step(title="Sign", amount=work.rupiah(100_000), days=3)
    amendment = amendments.propose_amendment(
        contract=contract, by=clara, steps=[step], note="", now=now
    )

    def accept() -> Amendment:
        return amendments.accept_amendment(amendment=amendment, by=farid, now=now)

    assert refusals(together(accept, accept)) == 0
    assert contract.milestones.count() == 2


def test_both_end_at_once(clara: User, farid: User, now: datetime) -> None:
    contract = made.contract_in(C.ACTIVE, client=clara, freelancer=farid, now=now)
    together(
        lambda: contracts.end_contract(contract=contract, by=clara, reason="a", now=now),
        lambda: contracts.end_contract(contract=contract, by=farid, reason="b", now=now),
    )
    found = Contract.objects.get()
    assert found.history.filter(kind="ending").count() == 1
    assert checks.check_ledger() == []


def test_two_sweeps_do_everything_once(clara: User, farid: User, now: datetime) -> None:
    for _ in range(3):
        work.delivered_milestone(client=clara, freelancer=farid, now=now)
    late = now + timedelta(days=14)
    answers = together(
        lambda: clock.approve_unanswered(now=late), lambda: clock.approve_unanswered(now=late)
    )
    assert sum(answers) == 3
    assert Earning.objects.count() == 3
    assert checks.check_ledger() == []
