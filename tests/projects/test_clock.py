"""What the clock does with contracts; each run may come late, or twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core import events
from core.errors import WrongState
from projects.events import ApprovalByClockDue, MilestoneReminder
from projects.models import Contract, Milestone, RefundRequest
from projects.services import amendments, clock, contracts, milestones
from projects.services.proposals import Step
from projects.states import ContractState, MilestoneState
from projects.tasks import run_clock
from tests.factories import contracts as made
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
M, C = MilestoneState, ContractState
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def reminders() -> Iterator[list[int]]:
    """The milestones of which people were reminded."""
    heard: list[int] = []

    def hear(event: MilestoneReminder) -> None:
        heard.append(event.milestone_id)

    events.on(MilestoneReminder)(hear)
    yield heard
    events._handlers[MilestoneReminder].remove(hear)


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


def states(contract: Contract) -> list[str]:
    return list(contract.milestones.values_list("state", flat=True))


def test_nothing_is_due_on_the_first_day(submitted: Milestone, now: datetime) -> None:
    before = made.traces()
    assert set(clock.run_all(now=now + HOUR).values()) == {0}
    assert made.traces() == before


def test_the_task_runs_the_clock(submitted: Milestone) -> None:
    assert set(run_clock()) == set(clock.run_all(now=datetime.fromisoformat("2026-11-10T02:00Z")))


def test_work_that_breaks_stops_no_other_clock(
    submitted: Milestone, sena: User, now: datetime, reminders: list[int]
) -> None:
    def fail(event: ApprovalByClockDue) -> None:
        raise ZeroDivisionError

    later = now + 14 * DAY
    signed = work.signed_contract(client=sena, freelancer=submitted.contract.freelancer, now=later)
    events.on(ApprovalByClockDue)(fail)
    try:
        with pytest.raises(ExceptionGroup):
            clock.run_all(now=later + 37 * HOUR)
    finally:
        events._handlers[ApprovalByClockDue].remove(fail)
    assert reminders == [signed.milestones.get(position=1).pk]


def test_contracts_lapse_after_72_hours(clara: User, farid: User, now: datetime) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    assert clock.lapse_contracts(now=now + 71 * HOUR) == 0
    assert clock.lapse_contracts(now=now + 72 * HOUR) == 1
    assert clock.lapse_contracts(now=now + 73 * HOUR) == 0
    contract.refresh_from_db()
    assert contract.state == C.LAPSED


def test_silence_approves_after_fourteen_days(submitted: Milestone, now: datetime) -> None:
    assert clock.approve_unanswered(now=now + 14 * DAY - HOUR) == 0
    assert clock.approve_unanswered(now=now + 14 * DAY) == 1
    assert clock.approve_unanswered(now=now + 15 * DAY) == 0
    submitted.refresh_from_db()
    assert submitted.state == M.RELEASED


def test_a_receiver_may_veto_the_clock(submitted: Milestone, now: datetime) -> None:
    def veto(event: ApprovalByClockDue) -> None:
        raise WrongState("Every notice bounced.")

    events.on(ApprovalByClockDue)(veto)
    before = made.traces()
    try:
        assert clock.approve_unanswered(now=now + 14 * DAY) == 0
    finally:
        events._handlers[ApprovalByClockDue].remove(veto)
    assert made.traces() == before


@pytest.mark.parametrize("state", [M.DISPUTED, M.CHANGES_REQUESTED, M.FUNDED])
def test_the_clock_approves_nothing_else(
    state: str, clara: User, farid: User, now: datetime
) -> None:
    milestone = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    assert clock.approve_unanswered(now=now + 60 * DAY) == 0
    milestone.refresh_from_db()
    assert milestone.state == state


def test_nothing_runs_while_a_contract_is_paused(submitted: Milestone, now: datetime) -> None:
    made.pause(submitted.contract, now=now)
    assert clock.approve_unanswered(now=now + 20 * DAY) == 0
    assert clock.resume_paused(now=now + 29 * DAY) == 0
    assert clock.resume_paused(now=now + 30 * DAY) == 1
    submitted.refresh_from_db()
    assert submitted.review_deadline_at == now + 44 * DAY


def test_an_unanswered_request_gives_the_money_back(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    contracts.end_contract(contract=contract, by=clara, reason="No", now=now)
    assert clock.close_refund_requests(now=now + 7 * DAY - HOUR) == 0
    assert clock.close_refund_requests(now=now + 7 * DAY) == 1
    assert RefundRequest.objects.get().state == "agreed_by_silence"
    contract.refresh_from_db()
    assert (contract.state, states(contract)) == (C.CANCELLED, [M.REFUNDED])


def test_proposals_lapse_after_seven_days(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    step = Step(title="Sign", amount=work.rupiah(100_000), days=3)
    amendment = amendments.propose_amendment(
        contract=contract, by=clara, steps=[step], note="", now=now
    )
    assert clock.lapse_amendments(now=now + 7 * DAY) == 1
    amendment.refresh_from_db()
    assert amendment.state == "lapsed"


def test_an_ending_contract_waits_for_no_changes(clara: User, farid: User, now: datetime) -> None:
    milestone = made.milestone_in(M.CHANGES_REQUESTED, client=clara, freelancer=farid, now=now)
    contracts.end_contract(contract=milestone.contract, by=clara, reason="No", now=now)
    assert clock.review_what_is_left(now=now + DAY) == 0
    clock.close_refund_requests(now=now + 7 * DAY)
    assert clock.review_what_is_left(now=now + 7 * DAY) == 1
    milestone.refresh_from_db()
    assert milestone.state == M.SUBMITTED
    assert milestone.review_deadline_at == now + 21 * DAY
    assert clock.approve_unanswered(now=now + 21 * DAY) == 1
    milestone.contract.refresh_from_db()
    assert milestone.contract.state == C.COMPLETED


def test_an_unpaid_step_is_cancelled_thirty_days_after_its_turn_came(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 500_000)
    )
    assert clock.cancel_unpaid(now=now + 40 * DAY) == 0  # the first step is under way
    released = now + 41 * DAY
    milestones.approve_milestone(
        milestone=contract.milestones.get(position=1), by=clara, now=released
    )
    assert clock.cancel_unpaid(now=released + 29 * DAY) == 0
    assert clock.cancel_unpaid(now=released + 30 * DAY) == 1
    contract.refresh_from_db()
    assert (contract.state, states(contract)) == (C.COMPLETED, [M.RELEASED, M.CANCELLED])


def test_reviews_are_reminded_three_times(
    submitted: Milestone, now: datetime, reminders: list[int]
) -> None:
    at = [6 * DAY, 7 * DAY, 7 * DAY + HOUR, 11 * DAY, 12 * DAY, 13 * DAY, 13 * DAY + HOUR]
    sent = [clock.remind(now=now + moment) for moment in at]
    assert sent == [0, 1, 0, 1, 0, 1, 0]
    assert reminders == [submitted.pk] * 3


def test_a_missed_day_of_the_clock_reminds_once(
    submitted: Milestone, now: datetime, reminders: list[int]
) -> None:
    assert clock.remind(now=now + 13 * DAY + HOUR) == 1
    assert clock.remind(now=now + 13 * DAY + 2 * HOUR) == 0
    assert len(reminders) == 1


def test_a_first_payment_is_reminded(
    clara: User, farid: User, now: datetime, reminders: list[int]
) -> None:
    work.signed_contract(client=clara, freelancer=farid, now=now, steps=(500_000, 500_000))
    sent = [clock.remind(now=now + h * HOUR) for h in (1, 36, 37, 48, 49, 71)]
    assert sent == [0, 1, 0, 1, 0, 0]


def test_work_is_reminded_before_it_is_due(
    clara: User, farid: User, now: datetime, reminders: list[int]
) -> None:
    work.running_contract(client=clara, freelancer=farid, now=now)
    sent = [clock.remind(now=now + d * DAY) for d in (1, 4, 5, 6, 7, 8, 9)]
    assert sent == [0, 0, 1, 0, 1, 0, 0]  # half of seven days and 72 hours come together


def test_a_paused_contract_reminds_nobody(
    submitted: Milestone, now: datetime, reminders: list[int]
) -> None:
    made.pause(submitted.contract, now=now)
    assert clock.remind(now=now + 8 * DAY) == 0
