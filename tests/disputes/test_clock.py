"""The clock of disagreements runs for everybody, moderators too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core import events
from disputes.events import (
    DefaultAnnounced,
    DisputeEscalated,
    DisputeEvent,
    DisputeOverdue,
    DisputeReminder,
    RulingRejected,
)
from disputes.models import Dispute
from disputes.services import clock, disputes
from disputes.states import OPEN_DISPUTES, DisputeState
from disputes.tasks import run_clock
from tests.factories import disputes as quarrel
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
D = DisputeState
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The names of the clock's events."""
    names: list[str] = []

    def hear(event: DisputeEvent) -> None:
        names.append(type(event).__name__)

    kinds = (
        DisputeReminder,
        DisputeEscalated,
        DisputeOverdue,
        DefaultAnnounced,
        RulingRejected,
    )
    for kind in kinds:
        events.on(kind)(hear)
    yield names
    for kind in kinds:
        events._handlers[kind].remove(hear)


@pytest.fixture
def dispute(clara: User, farid: User, now: datetime) -> Dispute:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    return quarrel.open_dispute(milestone, by=clara, now=now)


def test_silence_counts_after_three_reminders_and_a_last_chance(
    dispute: Dispute, farid: User, now: datetime, heard: list[str]
) -> None:
    quarrel.hear(dispute, farid, now)
    for hours in (1, 47, 48, 60, 61, 96, 97, 119, 120, 121):
        clock.run_all(now=now + hours * HOUR)
    assert heard == ["DisputeReminder"] * 3 + ["DefaultAnnounced"]
    dispute.refresh_from_db()
    assert dispute.deadline_at == now + 8 * DAY
    clock.move_due(now=now + 8 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer) == (D.DEFAULTED, work.rupiah(500_000))


def test_silence_of_somebody_who_was_never_told_brings_a_moderator(
    dispute: Dispute, now: datetime, heard: list[str]
) -> None:
    clock.move_due(now=now + 5 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, heard) == (D.MEDIATION, ["DisputeEscalated"])
    assert dispute.deadline_at == now + 12 * DAY
    assert dispute.evidence_closes_at == now + 8 * DAY


def test_an_answer_in_the_last_chance_opens_the_talks(
    dispute: Dispute, farid: User, now: datetime
) -> None:
    quarrel.hear(dispute, farid, now)
    clock.move_due(now=now + 5 * DAY)
    quarrel.propose(dispute, 900_000, by=farid, now=now + 7 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.deadline_at) == (D.NEGOTIATION, now + 14 * DAY)


def test_talks_end_after_seven_days(dispute: Dispute, farid: User, now: datetime) -> None:
    quarrel.propose(dispute, 900_000, by=farid, now=now + 4 * DAY)
    assert clock.move_due(now=now + 11 * DAY - HOUR) == 0
    assert clock.move_due(now=now + 11 * DAY) == 1
    assert clock.move_due(now=now + 11 * DAY) == 0


def test_a_late_mediator_brings_a_senior_and_counts(
    dispute: Dispute, now: datetime, heard: list[str]
) -> None:
    clock.move_due(now=now + 5 * DAY)
    heard.clear()
    for days in (8.5, 9, 11, 12, 13):
        clock.run_all(now=now + days * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.staff_delays) == (D.ARBITRATION, 1)
    assert heard == ["DisputeReminder"] * 3 + ["RulingRejected"]


def test_a_senior_who_is_too_late_leaves_it_to_the_proposal(
    dispute: Dispute, clara: User, maya: User, now: datetime, heard: list[str]
) -> None:
    clock.move_due(now=now + 5 * DAY)
    quarrel.rule(dispute, 600_000, by=maya, now=now + 6 * DAY)
    quarrel.answer(dispute, by=clara, is_accepted=False, now=now + 6 * DAY)
    dispute.refresh_from_db()
    due = dispute.deadline_at
    for days in (0, 1, 4.9):
        clock.move_due(now=due + days * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.staff_delays) == (D.ARBITRATION, 1)
    assert heard.count("DisputeOverdue") == 1
    clock.move_due(now=due + 5 * DAY)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer) == (D.EXECUTED, work.rupiah(600_000))


def test_without_any_proposal_the_middle_of_both_is_carried_out(
    dispute: Dispute, farid: User, now: datetime
) -> None:
    quarrel.propose(dispute, 900_001, by=farid, now=now)
    for _each in range(4):  # talks, mediation, arbitration, and the days of grace
        dispute.refresh_from_db()
        clock.move_due(now=dispute.deadline_at + (5 * DAY if _each == 3 else 0 * DAY))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer) == (D.EXECUTED, work.rupiah(700_001))


def test_an_appeal_that_nobody_judges_leaves_the_decision(
    clara: User, farid: User, maya: User, now: datetime
) -> None:
    found = quarrel.dispute_in(D.APPEALED, client=clara, freelancer=farid, moderator=maya, now=now)
    clock.move_due(now=found.deadline_at)
    clock.move_due(now=found.deadline_at + 5 * DAY)
    found.refresh_from_db()
    assert (found.state, found.to_freelancer) == (D.EXECUTED, work.rupiah(700_000))


@pytest.mark.parametrize("state", sorted(OPEN_DISPUTES))
def test_from_every_open_state_the_clock_alone_leads_to_an_end(
    state: str, clara: User, farid: User, maya: User, now: datetime
) -> None:
    found = quarrel.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now)
    moment = now
    for _each in range(200):
        moment += DAY
        clock.run_all(now=moment)
    found.refresh_from_db()
    assert not found.is_open
    assert found.to_freelancer is not None


def test_what_has_ended_is_left_alone(
    dispute: Dispute, clara: User, now: datetime, heard: list[str]
) -> None:
    disputes.withdraw_dispute(dispute=dispute, by=clara, now=now)
    assert set(clock.run_all(now=now + 60 * DAY).values()) == {0}
    assert heard == []


def test_the_task_runs_the_clock(db: None) -> None:
    assert run_clock() == {"moved": 0, "reminders": 0}
