"""Work that moves money leaves a right book; what Clara types to post a project."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from payments.services import checks
from tests.factories import accounts as people


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
