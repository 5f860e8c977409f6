"""Both sides and a moderator at the same moment: one outcome, and a right book."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from core.errors import DomainError
from disputes.models import Dispute
from disputes.services import clock, disputes
from disputes.states import DisputeState
from payments.models import Earning, Refund, Transfer
from payments.services import checks
from payments.states import EscrowState
from projects.models import Milestone, RefundRequest
from projects.services import clock as work_clock
from projects.services import contracts, milestones, refunds
from projects.states import MilestoneState
from tests.factories import disputes as quarrel
from tests.factories import projects as work

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
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


@pytest.fixture
def dispute(clara: User, farid: User, now: datetime) -> Dispute:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    return quarrel.open_dispute(milestone, by=clara, now=now)


def with_a_moderator(dispute: Dispute, now: datetime) -> None:
    """They talked in vain: here letters are sent, so silence alone would count."""
    farid = dispute.milestone.contract.freelancer
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    quarrel.run_out(dispute)


def test_a_withdrawal_an_acceptance_and_a_ruling(
    dispute: Dispute, clara: User, farid: User, maya: User, now: datetime
) -> None:
    with_a_moderator(dispute, now)
    proposal, transfers = dispute.proposals.earliest("pk"), Transfer.objects.count()
    together(
        lambda: disputes.withdraw_dispute(dispute=dispute, by=clara, now=now),
        lambda: disputes.accept_proposal(proposal=proposal, by=farid, now=now),
        lambda: quarrel.rule(dispute, 600_000, by=maya, now=now),
    )
    dispute.refresh_from_db()
    moved = Transfer.objects.count() - transfers
    assert (dispute.state, moved) in {
        (DisputeState.WITHDRAWN, 0),
        (DisputeState.SETTLED, 1),
        (DisputeState.PROPOSED, 0),
    }
    assert checks.check_ledger() == []


def test_two_moderators_at_once_write_one_ruling(
    dispute: Dispute, maya: User, adi: User, now: datetime
) -> None:
    with_a_moderator(dispute, now)
    together(
        lambda: quarrel.rule(dispute, 600_000, by=maya, now=now),
        lambda: quarrel.rule(dispute, 700_000, by=adi, now=now),
    )
    dispute.refresh_from_db()
    assert (dispute.state, dispute.rulings.count()) == (DisputeState.PROPOSED, 1)


def test_both_accept_a_proposal_at_once_and_the_clock_comes_by(
    dispute: Dispute, clara: User, farid: User, maya: User, now: datetime
) -> None:
    with_a_moderator(dispute, now)
    quarrel.rule(dispute, 600_000, by=maya, now=now)
    transfers = Transfer.objects.count()
    together(
        lambda: quarrel.answer(dispute, by=clara, is_accepted=True, now=now),
        lambda: quarrel.answer(dispute, by=farid, is_accepted=True, now=now),
        lambda: clock.move_due(now=now + timedelta(days=30)),
    )
    dispute.refresh_from_db()
    assert (dispute.state, Transfer.objects.count()) == (DisputeState.EXECUTED, transfers + 1)
    assert checks.check_ledger() == []


def test_secret_offers_at_once_settle_once(
    dispute: Dispute, clara: User, farid: User, now: datetime
) -> None:
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    transfers = Transfer.objects.count()
    together(
        lambda: quarrel.blind(dispute, 700_000, by=clara, now=now),
        lambda: quarrel.blind(dispute, 600_000, by=farid, now=now),
    )
    dispute.refresh_from_db()
    assert (dispute.state, Transfer.objects.count()) == (DisputeState.SETTLED, transfers + 1)
    assert dispute.to_freelancer == work.rupiah(650_000)


def test_both_open_at_once(clara: User, farid: User, now: datetime) -> None:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    together(
        lambda: quarrel.open_dispute(milestone, by=clara, now=now),
        lambda: quarrel.open_dispute(milestone, by=farid, now=now),
    )
    assert Dispute.objects.count() == 1


def test_two_clicks_on_accept(dispute: Dispute, farid: User, now: datetime) -> None:
    proposal, transfers = dispute.proposals.get(), Transfer.objects.count()

    def accept() -> Dispute:
        return disputes.accept_proposal(proposal=proposal, by=farid, now=now)

    together(accept, accept)
    assert Transfer.objects.count() == transfers + 1
    assert checks.check_ledger() == []


@pytest.mark.parametrize("turn", range(3))
def test_a_dispute_an_approval_and_the_clock_have_one_outcome(
    clara: User, farid: User, now: datetime, turn: int
) -> None:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    late = now + timedelta(days=15)
    calls: list[Callable[[], Any]] = [
        *[lambda: quarrel.open_dispute(milestone, by=clara, now=late)] * 2,
        lambda: quarrel.open_dispute(milestone, by=farid, now=late),
        *[lambda: milestones.approve_milestone(milestone=milestone, by=clara, now=late)] * 2,
        *[lambda: work_clock.approve_unanswered(now=late)] * 2,
    ]
    together(*calls[turn * 2 :], *calls[: turn * 2])
    outcome = outcome_of(milestone)
    assert outcome in {
        (MilestoneState.RELEASED, EscrowState.RELEASED, 0, 1, 0),
        (MilestoneState.DISPUTED, EscrowState.FROZEN, 1, 0, 0),
    }
    assert checks.check_ledger() == []


@pytest.mark.parametrize("turn", range(3))
def test_a_dispute_and_money_asked_back_have_one_outcome(
    clara: User, farid: User, now: datetime, turn: int
) -> None:
    """The work is late: the client asks the money back, quarrels, pays all the same; it comes."""
    milestone = work.running_contract(client=clara, freelancer=farid, now=now).milestones.get()
    assert milestone.late_from is not None
    late = milestone.late_from
    calls: list[Callable[[], Any]] = [
        lambda: refunds.ask_refund_for_lateness(milestone=milestone, by=clara, reason="", now=late),
        lambda: quarrel.open_dispute(milestone, by=clara, now=late),
        lambda: quarrel.open_dispute(milestone, by=farid, now=late),
        lambda: milestones.approve_milestone(milestone=milestone, by=clara, now=late),
        lambda: milestones.deliver(milestone=milestone, by=farid, message="Here.", now=late),
        lambda: contracts.end_contract(
            contract=milestone.contract, by=clara, reason="No", now=late
        ),
    ]
    together(*calls[turn * 2 :], *calls[: turn * 2])
    state, escrow, opened, earned, refunded = outcome_of(milestone)
    asked = RefundRequest.objects.filter(state="open").count()
    assert (escrow, opened, earned, refunded) in {
        (EscrowState.RELEASED, 0, 1, 0),
        (EscrowState.FROZEN, 1, 0, 0),
        (EscrowState.HELD, 0, 0, 0),
    }
    assert (state == MilestoneState.DISPUTED) == (opened == 1)
    assert (state == MilestoneState.RELEASED) == (earned == 1)
    assert asked <= (state == MilestoneState.FUNDED)
    assert checks.check_ledger() == []


@pytest.mark.parametrize("turn", range(3))
def test_a_dispute_and_the_answer_to_a_refund_have_one_outcome(
    clara: User, farid: User, now: datetime, turn: int
) -> None:
    milestone = work.running_contract(client=clara, freelancer=farid, now=now).milestones.get()
    assert milestone.late_from is not None
    request = refunds.ask_refund_for_lateness(
        milestone=milestone, by=clara, reason="", now=milestone.late_from
    )
    late = milestone.late_from + timedelta(days=10)
    calls: list[Callable[[], Any]] = [
        lambda: refunds.agree_to_refund(request=request, by=farid, now=late),
        lambda: refunds.decline_refund(request=request, by=farid, now=late),
        lambda: quarrel.open_dispute(milestone, by=clara, now=late),
        lambda: quarrel.open_dispute(milestone, by=farid, now=late),
        lambda: work_clock.close_refund_requests(now=late),
        lambda: milestones.approve_milestone(milestone=milestone, by=clara, now=late),
    ]
    together(*calls[turn * 2 :], *calls[: turn * 2])
    _state, escrow, opened, earned, refunded = outcome_of(milestone)
    assert (escrow, opened, earned, refunded) in {
        (EscrowState.RELEASED, 0, 1, 0),
        (EscrowState.FROZEN, 1, 0, 0),
        (EscrowState.REFUNDED, 0, 0, 1),
        (EscrowState.HELD, 0, 0, 0),
    }
    assert not RefundRequest.objects.filter(state="open").exists()
    assert checks.check_ledger() == []


def outcome_of(milestone: Milestone) -> tuple[str, str, int, int, int]:
    """The state of the step and of its money; how many disputes, earnings and refunds there are."""
    milestone.refresh_from_db()
    assert milestone.escrow is not None
    return (
        milestone.state,
        milestone.escrow.state,
        Dispute.objects.count(),
        Earning.objects.count(),
        Refund.objects.count(),
    )
