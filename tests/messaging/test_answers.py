"""How fast freelancers answer: the median of their clients' waits, counted from messages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from messaging.answers import count_answers
from messaging.models import Message
from messaging.services import open_bid_thread
from tests.factories.projects import bid_on, open_project

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def said(clara, farid, now):
    """Messages in one conversation, by minutes: `said(c=0, f=5)`, and what it comes to."""
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    thread = open_bid_thread(bid=bid, by=farid, now=now)

    def say(*spoken: tuple[str, int], at=now + DAY) -> int | None:
        for who, minute in spoken:
            author = {"c": clara, "f": farid}[who]
            Message.objects.create(
                thread=thread, author=author, body="Hi", key=uuid4(), sent_at=now + minute * MINUTE
            )
        count_answers(now=at)
        farid.freelancer_profile.refresh_from_db()
        return farid.freelancer_profile.answer_minutes

    return say


def test_the_median_of_three_waits(said):
    assert said(("c", 0), ("c", 3), ("f", 10), ("f", 11)) is None  # one wait says nothing
    assert said(("c", 20), ("f", 25), ("c", 100), ("f", 400)) == 10  # of 10, 5 and 300


def test_what_waits_counts_only_after_seven_days(said, now):
    spoken = (("c", 0), ("f", 1), ("c", 2), ("f", 3), ("c", 4))
    assert said(*spoken) is None
    assert said(at=now + 8 * DAY) == 1  # of 1, 1 and seven days


def test_a_late_answer_counts_as_seven_days(said, now):
    month = 30 * 24 * 60
    spoken = (("c", 0), ("f", month), ("c", month + 1), ("f", 2 * month), ("c", 2 * month + 1))
    assert said(*spoken, ("f", 2 * month + 2), at=now + 61 * DAY) == 7 * 24 * 60


def test_old_talk_is_forgotten_and_counting_twice_changes_nothing(said, now):
    spoken = [(who, at) for at in range(0, 60, 10) for who in ("c", "f")]
    assert said(*spoken) == 0
    assert count_answers(now=now + DAY) == 0
    assert said(at=now + 91 * DAY) is None


def test_a_freelancer_who_speaks_first_waits_for_nobody(said):
    assert said(("f", 0), ("c", 60), ("f", 65), ("c", 70), ("f", 71), ("c", 80), ("f", 90)) == 5
