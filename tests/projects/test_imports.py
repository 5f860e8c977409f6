"""Many postings and bids at once: each once, open from the start, with terms and history."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from projects.models import Project, WorkEvent
from projects.services.imports import Imported, ImportedBid, import_bids, import_postings
from projects.services.submissions import submit_bid
from projects.states import BidState, ProjectState
from tests.factories.projects import a_posting, a_proposal

pytestmark = pytest.mark.django_db


def imported(key: str, client: User, now: datetime, **said: object) -> Imported:
    return Imported(key=key, client=client, posting=a_posting(**said), published_at=now)


def test_postings_are_open_with_their_skills_questions_and_history(
    clara: User, now: datetime
) -> None:
    one = imported("a", clara, now, questions=["Since when?", "Where?"], tags=["kain", "kain"])
    (project,) = import_postings(imported=[one], by=clara, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN
    assert (project.published_at, project.expires_at) == (now, now + timedelta(days=30))
    assert [skill.slug for skill in project.skills.all()] == ["logo-design"]
    assert project.tags == ["kain"]
    assert "kain" in project.skill_words
    assert [question.text for question in project.questions.all()] == ["Since when?", "Where?"]
    assert WorkEvent.objects.filter(project=project, kind="published", actor=clara).count() == 1


def test_the_same_key_is_imported_once(clara: User, now: datetime) -> None:
    one, two = imported("a", clara, now), imported("b", clara, now)
    assert len(import_postings(imported=[one, one], by=clara, now=now)) == 1
    assert [p.import_key for p in import_postings(imported=[one, two], by=clara, now=now)] == ["b"]
    assert Project.objects.count() == 2


def test_bids_have_terms_that_an_offer_can_name_and_are_counted(
    clara: User, farid: User, sena: User, now: datetime
) -> None:
    (project,) = import_postings(
        imported=[imported("a", clara, now, questions=["Since when?"])], by=clara, now=now
    )
    (bid,) = import_bids(
        imported=[
            ImportedBid(
                project=project,
                freelancer=farid,
                proposal=a_proposal(900_000, 400_000, 500_000),
                cover_note="I have drawn logos for six shops.",
                submitted_at=now,
                answers=["Since 2017."],
            )
        ]
    )
    bid.refresh_from_db()
    project.refresh_from_db()
    assert bid.state == BidState.SUBMITTED
    assert bid.terms is not None
    assert (bid.terms.version, bid.terms.amount_minor) == (1, 900_000_00)
    assert [step.amount_minor for step in bid.terms.milestones.all()] == [400_000_00, 500_000_00]
    assert [answer.text for answer in bid.answers.all()] == ["Since 2017."]
    assert project.bids_count == 1
    question = project.questions.get()
    submit_bid(
        project=project,
        by=sena,
        proposal=a_proposal(),
        cover_note="So do I.",
        answers={question.pk: "Since 2020."},
        now=now,
    )
    project.refresh_from_db()
    assert project.bids_count == 2
