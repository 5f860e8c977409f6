"""The clock of disagreements runs for everybody, moderators too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core import events
from disputes.events import DisputeEscalated, DisputeEvent, DisputeOverdue, DisputeReminder
from disputes.models import Dispute
from disputes.services import clock, disputes
from disputes.states import DisputeState
from disputes.tasks import run_clock
from tests.factories import disputes as quarrel
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The names of the clock's events."""
    names: list[str] = []

    def hear(event: DisputeEvent) -> None:
        names.append(type(event).__name__)

    kinds = (DisputeReminder, DisputeEscalated, DisputeOverdue)
    for kind in kinds:
        events.on(kind)(hear)
    yield names
    for kind in kinds:
        events._handlers[kind].remove(hear)


@pytest.fixture
def dispute(clara: User, farid: User, now: datetime) -> Dispute:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    return quarrel.open_dispute(milestone, by=clara, now=now)


def test_silence_goes_to_a_moderator_with_two_reminders(
    dispute: Dispute, now: datetime, heard: list[str]
) -> None:
    for hours in (1, 48, 49, 96, 97, 119, 120, 121):
        clock.run_all(now=now + hours * HOUR)
    assert heard == ["DisputeReminder", "DisputeReminder", "DisputeEscalated"]
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.MEDIATION
    assert dispute.deadline_at == now + 12 * DAY


def test_talks_end_after_seven_days(
    dispute: Dispute, farid: User, now: datetime, heard: list[str]
) -> None:
    quarrel.propose(dispute, 900_000, by=farid, now=now + 4 * DAY)
    assert clock.escalate_unsettled(now=now + 11 * DAY - HOUR) == 0
    assert clock.escalate_unsettled(now=now + 11 * DAY) == 1
    assert clock.escalate_unsettled(now=now + 11 * DAY) == 0


def test_moderators_are_reported_once_when_they_are_late(
    dispute: Dispute, now: datetime, heard: list[str]
) -> None:
    clock.escalate_unsettled(now=now + 5 * DAY)
    heard.clear()
    for days in (9, 11, 12, 13, 14):
        clock.run_all(now=now + days * DAY)
    assert heard == ["DisputeReminder", "DisputeReminder", "DisputeOverdue"]
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.MEDIATION


def test_what_has_ended_is_left_alone(
    dispute: Dispute, clara: User, now: datetime, heard: list[str]
) -> None:
    disputes.withdraw_dispute(dispute=dispute, by=clara, now=now)
    assert set(clock.run_all(now=now + 60 * DAY).values()) == {0}
    assert heard == []


def test_the_task_runs_the_clock(db: None) -> None:
    assert run_clock() == {"escalated": 0, "reminders": 0, "overdue": 0}
