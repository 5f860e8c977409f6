"""A posting from draft to closed."""

from datetime import timedelta

import pytest

from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from projects.models import Project, WorkEvent
from projects.services import clock, postings
from projects.services.wording import has_flagged_words
from projects.states import BidState, ProjectState
from tests.factories.projects import a_posting, bid_on, draft, open_project, rupiah

pytestmark = pytest.mark.django_db


def test_draft_may_be_incomplete(clara, now):
    project = postings.create_draft(by=clara, posting=a_posting(description=""), now=now)
    assert project.state == ProjectState.DRAFT
    assert [e.kind for e in project.history.all()] == ["drafted"]


def test_publishing_names_what_is_missing(clara, now):
    project = draft(by=clara, now=now, description=" ", category=None, budget_max_minor=None)
    with pytest.raises(InvalidInput, match="a description, a category, a budget"):
        postings.publish_project(project=project, by=clara, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT


def test_publishing_opens_for_thirty_days(clara, now):
    project = open_project(by=clara, now=now)
    assert project.state == ProjectState.OPEN
    assert project.published_at == now
    assert project.expires_at == now + timedelta(days=30)


def test_publishing_twice_changes_nothing(clara, now):
    project = open_project(by=clara, now=now)
    again = postings.publish_project(project=project, by=clara, now=now + timedelta(hours=1))
    assert again.published_at == now
    assert WorkEvent.objects.filter(project=project, kind="published").count() == 1


def test_only_its_client_publishes(clara, sena, now):
    project = draft(by=clara, now=now)
    with pytest.raises(NotAllowed):
        postings.publish_project(project=project, by=sena, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"budget_min_minor": 0}, "above zero"),
        ({"budget_min_minor": -100}, "above zero"),
        ({"budget_max_minor": 150}, "whole amount"),
        ({"budget_min_minor": 2_000_000_00, "budget_max_minor": 1_000_000_00}, "at or above"),
    ],
)
def test_budget_must_be_sane(clara, now, said, refusal):
    with pytest.raises(InvalidInput, match=refusal):
        postings.create_draft(by=clara, posting=a_posting(**said), now=now)
    assert Project.objects.count() == 0


def test_flagged_words_wait_for_a_moderator(clara, maya, now):
    project = open_project(by=clara, now=now, description="Please send a free sample first.")
    assert project.state == ProjectState.PENDING_REVIEW
    assert clock.open_reviewed_late(now=now + timedelta(days=2)) == 0
    postings.approve_posting(project=project, by=maya, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN


def test_a_moderator_returns_with_the_rule(clara, maya, now):
    project = open_project(by=clara, now=now, description="Hubungi WA saya 0812 3456 7890")
    with pytest.raises(InvalidInput):
        postings.return_posting(project=project, by=maya, reason=" ", now=now)
    postings.return_posting(project=project, by=maya, reason="No contact details.", now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT
    assert project.history.get(kind="returned").reason == "No contact details."


def test_nobody_moderates_their_own_posting(maya, now):
    project = open_project(by=maya, now=now, description="Send a free sample first.")
    with pytest.raises(NotAllowed):
        postings.approve_posting(project=project, by=maya, now=now)


def test_editing_open_work_tells_a_new_version(clara, now):
    project = open_project(by=clara, now=now)
    changed = postings.edit_project(
        project=project, by=clara, posting=a_posting(title="Logo and card"), now=now
    )
    assert (changed.title, changed.version) == ("Logo and card", project.version + 1)
    assert changed.history.filter(kind="edited").count() == 1


def test_open_work_cannot_become_incomplete(clara, now):
    project = open_project(by=clara, now=now)
    with pytest.raises(InvalidInput):
        postings.edit_project(
            project=project, by=clara, posting=a_posting(budget_max_minor=None), now=now
        )
    project.refresh_from_db()
    assert project.budget_max_minor == rupiah(1_500_000).minor


def test_questions_stand_once_somebody_answered(clara, farid, now):
    project = open_project(by=clara, now=now, questions=["Which shop?"])
    bid_on(project, by=farid, now=now, answers={project.questions.get().pk: "Toko Sinar"})
    with pytest.raises(WrongState):
        postings.edit_project(
            project=project, by=clara, posting=a_posting(questions=["Why?"]), now=now
        )
    assert project.questions.get().text == "Which shop?"


def test_cancelling_ends_the_bids(clara, farid, now):
    project = open_project(by=clara, now=now)
    bid = bid_on(project, by=farid, now=now)
    postings.cancel_project(project=project, by=clara, reason="No budget.", now=now)
    project.refresh_from_db()
    bid.refresh_from_db()
    assert (project.state, bid.state) == (ProjectState.CANCELLED, BidState.LAPSED)
    postings.cancel_project(project=project, by=clara, reason="Again.", now=now)
    assert project.history.filter(kind="cancelled").count() == 1


def test_the_clock_expires_and_renewing_is_limited(clara, now):
    project = open_project(by=clara, now=now)
    assert clock.expire_projects(now=now + timedelta(days=29)) == 0
    for round_number in (1, 2):
        later = now + timedelta(days=31 * round_number)
        assert clock.expire_projects(now=later) == 1
        project.refresh_from_db()
        assert project.state == ProjectState.EXPIRED
        project = postings.renew_project(project=project, by=clara, now=later)
        assert project.state == ProjectState.OPEN
    assert clock.expire_projects(now=now + timedelta(days=100)) == 1
    with pytest.raises(LimitReached):
        postings.renew_project(project=project, by=clara, now=now + timedelta(days=100))


def test_removal_needs_reasons_and_a_moderator(clara, maya, sena, now):
    project = open_project(by=clara, now=now)
    with pytest.raises(NotAllowed):
        postings.remove_posting(project=project, by=sena, reason="Spam.", now=now)
    postings.remove_posting(project=project, by=maya, reason="Illegal work.", now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.REMOVED


@pytest.mark.parametrize(
    "text",
    [
        "please do a free test first",
        "kirim contoh gratis? gratis contoh dulu",
        "WA 0812-3456-7890",
        "tulis ke toko@example.com",
        "joki skripsi",
    ],
)
def test_words_that_a_moderator_sees_first(text):
    assert has_flagged_words(text)


@pytest.mark.parametrize(
    "text", ["Logo for a shop, Rp1.500.000", "Butuh 3 video, 2026-11-30", "Free font is fine"]
)
def test_words_that_are_fine(text):
    assert not has_flagged_words(text)
