"""An approval is few statements, and its SQL refuses what Python did not see."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import Notification
from payments.models import Document, Earning
from projects.models import Milestone, RefundRequest, WorkEvent
from projects.services import approvals, milestones
from projects.states import MilestoneState, RefundAnswer
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")


@pytest.fixture
def delivered(clara: User, farid: User, now: datetime) -> Milestone:
    """The first of two steps, so that the contract goes on after it."""
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=[1_000_000, 1_000_000]
    )
    milestone = contract.milestones.get(position=1)
    milestones.deliver(milestone=milestone, by=farid, message="Here it is.", now=now)
    return milestone


def test_an_approval_with_its_slip_and_news_takes_eight_queries(
    delivered: Milestone,
    clara: User,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """And the savepoint of the test's own transaction."""
    with django_assert_num_queries(8 + 2):
        milestones.approve_milestone(milestone=Milestone(pk=delivered.pk), by=clara, now=now)
    assert Earning.objects.count() == Document.objects.filter(kind="earning_slip").count() == 1
    assert set(Notification.objects.values_list("kind", flat=True)) >= {"milestone_approved"}


def test_what_is_held_is_the_rows_as_they_are(
    delivered: Milestone,
    clara: User,
    farid: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):
            held = approvals.held_milestone(Milestone(pk=delivered.pk))
            contract, escrow = held.contract, held.escrow
            assert (contract.client, contract.freelancer) == (clara, farid)
        delivered.refresh_from_db()
        assert _words_of(held) == _words_of(delivered)
        assert _words_of(contract) == _words_of(delivered.contract)
        assert _words_of(escrow) == _words_of(delivered.escrow)
        assert _words_of(contract.client) == _words_of(clara)


def test_a_milestone_that_is_not_there_is_not_held() -> None:
    with pytest.raises(Milestone.DoesNotExist), transaction.atomic():
        approvals.held_milestone(Milestone(pk=0))


def test_an_approval_leaves_both_steps_in_the_history(
    delivered: Milestone, clara: User, now: datetime
) -> None:
    milestones.approve_milestone(milestone=delivered, by=clara, now=now)
    steps = WorkEvent.objects.filter(milestone=delivered).order_by("pk")
    assert list(steps.values_list("kind", "actor", "from_state", "to_state"))[-2:] == [
        ("approved", clara.pk, "submitted", "approved"),
        ("settled", None, "approved", "released"),
    ]
    assert {event.contract_id for event in steps} == {delivered.contract_id}


def test_an_open_request_for_the_money_lapses_with_the_approval(
    delivered: Milestone, clara: User, now: datetime
) -> None:
    request = RefundRequest.objects.create(
        milestone=delivered, cause="late", asked_at=now, answer_by_at=now
    )
    milestones.approve_milestone(milestone=delivered, by=clara, now=now)
    request.refresh_from_db()
    assert request.state == RefundAnswer.LAPSED


def test_a_milestone_that_moved_meanwhile_is_not_approved(
    delivered: Milestone, clara: User, now: datetime
) -> None:
    """Whoever did not hold the row, and decided by what it was, is refused by Postgres."""
    stale = Milestone.objects.get(pk=delivered.pk)
    Milestone.objects.filter(pk=delivered.pk).update(state=MilestoneState.DISPUTED)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        approvals.release_approved(stale, by=clara, now=now)
    cause = refusal.value.__cause__
    assert cause.diag.constraint_name == "milestone_moves_from_its_state"  # type: ignore[union-attr]
    Milestone.objects.filter(pk=delivered.pk).update(state=MilestoneState.SUBMITTED)


def test_sql_lapses_requests_by_the_words_of_the_models() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'projects_record_release'")
        body = cursor.fetchone()[0]
    assert f"SET state = '{RefundAnswer.LAPSED.value}'" in body
    assert f"state = '{RefundAnswer.OPEN.value}'" in body


def _words_of(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
