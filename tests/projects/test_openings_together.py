"""A posting changes while its client is held back or let go: the table of openings stays right."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.models import Standing, User
from projects.models import Opening, Project
from projects.services import postings
from tests.factories import projects as work
from tests.factories.accounts import make_skill

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


def overlapping(first: Act, second: Act) -> None:
    """The second begins before the first has committed, and does all that it can."""
    is_done, may_commit = Event(), Event()

    def do_first() -> None:
        try:
            with transaction.atomic():
                first()
                is_done.set()
                may_commit.wait(1)  # for as long as the second waits for us in its turn
        finally:
            is_done.set()
            connection.close()

    def do_second() -> None:
        is_done.wait(10)
        try:
            second()
        finally:
            may_commit.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(do_first), pool.submit(do_second)]:
            one.result()


def stand(person: User, standing: Standing) -> Act:
    return lambda: User.objects.filter(pk=person.pk).update(standing=standing)


def listed() -> set[int]:
    return set(Opening.objects.values_list("project_id", flat=True))


@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_published_while_the_client_is_suspended_is_not_listed(
    clara: User, now: datetime, is_first: bool
) -> None:
    project = work.draft(by=clara, now=now)
    acts = [
        lambda: postings.publish_project(project=project, by=clara, now=now),
        stand(clara, Standing.SUSPENDED),
    ]
    overlapping(*acts if is_first else reversed(acts))
    assert Project.objects.get().state == "open"
    assert listed() == set()

    stand(clara, Standing.GOOD)()
    assert listed() == {project.pk}


@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_opened_while_a_measure_ends_is_listed(
    clara: User, maya: User, now: datetime, is_first: bool
) -> None:
    project = work.draft(by=clara, now=now)
    Project.objects.update(state="pending_review", review_due_at=now)
    stand(clara, Standing.RESTRICTED)()
    acts = [
        lambda: postings.approve_posting(project=project, by=maya, now=now),
        stand(clara, Standing.GOOD),
    ]
    overlapping(*acts if is_first else reversed(acts))
    assert listed() == {project.pk}


def test_what_closes_while_a_measure_ends_stays_out(clara: User, now: datetime) -> None:
    project = work.open_project(by=clara, now=now)
    stand(clara, Standing.RESTRICTED)()
    overlapping(
        lambda: postings.cancel_project(project=project, by=clara, reason="No.", now=now),
        stand(clara, Standing.GOOD),
    )
    assert listed() == set()


def test_what_changes_while_a_measure_ends_comes_back_as_it_is(clara: User, now: datetime) -> None:
    project = work.open_project(by=clara, now=now, skills=[])
    skill = make_skill("later")

    def change() -> None:
        Project.objects.update(bids_count=7)
        project.skills.add(skill)

    for act in (change, project.skills.clear):
        stand(clara, Standing.RESTRICTED)()
        overlapping(act, stand(clara, Standing.GOOD))
        found = Opening.objects.get()
        skills = list(project.skills.values_list("pk", flat=True))
        assert (found.bids_count, found.skill_ids) == (7, skills)


def test_postings_of_one_client_do_not_wait_for_each_other(clara: User, now: datetime) -> None:
    one, two = work.draft(by=clara, now=now), work.draft(by=clara, now=now, title="Two")
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        postings.publish_project(project=one, by=clara, now=now)

        def other() -> None:
            postings.publish_project(project=two, by=clara, now=now)
            connection.close()

        pool.submit(other).result(timeout=5)
    assert listed() == {one.pk, two.pk}
