"""Work that moves money leaves a right book; what Clara types to post a project; Farid's bid."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from payments.services import checks
from projects.services import offers, submissions
from tests.factories import accounts as people
from tests.factories.projects import a_proposal, open_project
from tests.projects.pages import a_file


@pytest.fixture
def book_is_right(db: None) -> Iterator[None]:
    """After the test, the book proves itself."""
    yield
    assert checks.check_ledger() == []


@pytest.fixture
def typed():
    """What Clara types."""
    return {
        "title": "Logo for a batik shop",
        "description": "A **simple** logo.\n\n- two colours",
        "category": people.make_category().pk,
        "skills": [people.make_skill().pk],
        "tags": "watercolour, gold leaf",
        "kind": "fixed",
        "budget_min": "500rb",
        "budget_max": "Rp 1,5 jt",
        "level": "entry",
        "is_remote": "on",
        "language": "en",
        "question_1": "Show one logo.",
        "question_3": "When could you begin?",
        "then": "save",
    }


@pytest.fixture
def clara_types(clara, browser_of, typed):
    """Clara's browser sending the form of a new project, with changes."""
    browser = browser_of(clara)

    def send(address: str = reverse("projects:new"), **changes: object):
        return browser.post(address, {**typed, **changes})

    return send


@pytest.fixture
def project(clara, now):
    return open_project(by=clara, now=now, questions=["Show one logo.", "When?"])


@pytest.fixture
def bid(project, farid, now):
    answers = {question.pk: "An answer." for question in project.questions.all()}
    return submissions.submit_bid(
        project=project,
        by=farid,
        proposal=a_proposal(1_000_000, 400_000, 600_000),
        cover_note="I have drawn logos.",
        answers=answers,
        uploads=[a_file("work.txt")],
        now=now,
    )


@pytest.fixture
def offered(bid, clara, now):
    return offers.offer_contract(bid=bid, terms_version=1, by=clara, message="Please!", now=now)
