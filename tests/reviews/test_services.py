"""Reviews: sealed, published together or by the clock, answered, judged."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from core.errors import InvalidInput, NotAllowed, WrongState
from core.states import move
from projects.services import contracts, milestones
from reviews.models import CRITERIA, Review, ReviewChange
from reviews.selectors import contracts_to_review, reviews_of_contract
from reviews.services import (
    flag_review,
    hide_review,
    keep_review,
    publish_by_clock,
    reply_to_review,
    write_review,
)
from reviews.states import REVIEW_MOVES, ReviewState
from reviews.tasks import publish_due
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(clara, farid, now):
    return said.completed_contract(client=clara, freelancer=farid, now=now)


@pytest.fixture
def pair(clara, farid, now):
    return said.published_pair(client=clara, freelancer=farid, now=now)


def test_the_first_review_is_sealed(contract, clara, farid, sena, maya, now):
    review = said.by_client(contract, now=now)
    assert (review.state, review.overall, review.subject, review.subject_side) == (
        "sealed",
        450,
        farid,
        "freelancer",
    )
    assert review.publish_at == contract.ended_at + timedelta(days=14)
    seen = {p: reviews_of_contract(contract, p).count() for p in (clara, farid, sena, maya)}
    assert seen == {clara: 1, farid: 0, sena: 0, maya: 0}
    farid.freelancer_profile.refresh_from_db()
    assert farid.freelancer_profile.rating_count == 0


def test_both_are_published_when_both_have_written(contract, clara, farid, now):
    later = now + timedelta(days=2)
    first = said.by_client(contract, now=now)
    second = said.by_freelancer(contract, now=later)
    first.refresh_from_db()
    assert [(r.state, r.published_at) for r in (first, second)] == [("published", later)] * 2
    freelancer, client = farid.freelancer_profile, clara.client_profile
    freelancer.refresh_from_db()
    client.refresh_from_db()
    assert (freelancer.rating_sum, freelancer.rating_count, freelancer.rating_mean) == (
        450,
        1,
        Decimal("4.13"),
    )
    assert (client.rating_sum, client.rating_count, client.rating_mean) == (
        467,
        1,
        Decimal("4.17"),
    )


def test_the_other_profiles_stay_as_they_are(pair, clara, farid):
    for profile in (clara.freelancer_profile, farid.client_profile):
        profile.refresh_from_db()
        assert (profile.rating_count, profile.rating_mean) == (0, None)


def test_the_clock_publishes_after_14_days(contract, farid, now):
    review = said.by_client(contract, now=now)
    with pytest.raises(WrongState):
        publish_by_clock(review=review, now=contract.ended_at + timedelta(days=13, hours=23))
    for _time in range(2):
        review = publish_by_clock(review=review, now=contract.ended_at + timedelta(days=14))
    assert review.state == ReviewState.PUBLISHED
    assert ReviewChange.objects.filter(review=review, kind="published").count() == 1
    farid.freelancer_profile.refresh_from_db()
    assert farid.freelancer_profile.rating_count == 1


def test_the_sweep_publishes_what_is_due_once(contract, now, monkeypatch):
    said.by_client(contract, now=now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert publish_due() == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=14))
    assert [publish_due(), publish_due()] == [1, 0]
    assert Review.objects.get().state == ReviewState.PUBLISHED


def test_after_14_days_nobody_writes(contract, clara, now):
    with pytest.raises(WrongState):
        said.by_client(contract, now=contract.ended_at + timedelta(days=14))
    assert contracts_to_review(clara, now).count() == 1
    assert contracts_to_review(clara, now + timedelta(days=14)).count() == 0


def test_nothing_released_nothing_to_review(clara, farid, now):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState):
        said.by_client(contract, now=now)
    contracts.end_contract(contract=contract, by=farid, reason="Ill", now=now)
    contract.refresh_from_db()
    assert contract.state == "cancelled"
    with pytest.raises(WrongState):
        said.by_client(contract, now=now)
    assert Review.objects.count() == 0


def test_one_released_step_is_enough_once_the_contract_has_ended(clara, farid, now):
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 500_000)
    )
    step = contract.milestones.get(position=1)
    milestones.approve_milestone(milestone=step, by=clara, now=now)
    with pytest.raises(WrongState):
        said.by_client(contract, now=now)
    later = now + timedelta(days=20)
    contracts.end_contract(contract=contract, by=clara, reason="Enough", now=later)
    review = said.by_client(contract, now=later)
    assert (review.state, review.publish_at) == ("sealed", later + timedelta(days=14))


def test_sealed_is_final(contract, now):
    review = said.by_client(contract, now=now)
    assert said.by_client(contract, now=now) == review
    with pytest.raises(WrongState):
        said.by_client(contract, now=now, quality=1)
    with pytest.raises(WrongState):
        said.by_client(contract, now=now, text="Other words")
    review.refresh_from_db()
    assert (review.quality, review.text, Review.objects.count()) == (5, "Good work.", 1)


def test_only_the_two_write(contract, sena, maya, now):
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            write_review(contract=contract, by=person, points=said.OF_CLIENT, text="", now=now)
    assert Review.objects.count() == 0


@pytest.mark.parametrize(
    "points",
    [
        {},
        said.OF_CLIENT,
        said.OF_FREELANCER | {"quality": 0},
        said.OF_FREELANCER | {"quality": 6},
        said.OF_FREELANCER | {"fairness": 5},
    ],
)
def test_points_must_fit_the_side(contract, clara, now, points):
    with pytest.raises(InvalidInput):
        write_review(contract=contract, by=clara, points=points, text="", now=now)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("text", ["a" * 3001, "nul\x00"])
def test_words_must_fit(contract, now, text):
    with pytest.raises(InvalidInput):
        said.by_client(contract, now=now, text=text)


def test_the_database_refuses_points_of_the_other_side(contract, now):
    review = said.by_client(contract, now=now)
    for change in ({"fairness": 5}, {"quality": None}, {"quality": 6}, {"overall": 501}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**change)


def test_a_reply_once_within_30_days(pair, clara, farid, now):
    review = pair[0]
    for person in (clara,):
        with pytest.raises(NotAllowed):
            reply_to_review(review=review, by=person, text="No", now=now)
    with pytest.raises(InvalidInput):
        reply_to_review(review=review, by=farid, text=" ", now=now)
    with pytest.raises(WrongState):
        reply_to_review(review=review, by=farid, text="Late", now=now + timedelta(days=30))
    for _time in range(2):
        reply_to_review(review=review, by=farid, text="Thank you", now=now)
    with pytest.raises(WrongState):
        reply_to_review(review=review, by=farid, text="And more", now=now)
    review.refresh_from_db()
    assert (review.reply, review.replied_at) == ("Thank you", now)


def test_no_reply_to_a_sealed_review(contract, farid, now):
    review = said.by_client(contract, now=now)
    with pytest.raises(WrongState):
        reply_to_review(review=review, by=farid, text="Hm", now=now)


def test_a_flagged_review_counts_until_it_is_hidden(pair, farid, maya, now):
    review = flag_review(review=pair[0], by=farid, reason="An insult", now=now)
    profile = farid.freelancer_profile
    profile.refresh_from_db()
    assert (review.state, profile.rating_count) == ("flagged", 1)
    hide_review(review=review, by=maya, reason="Rule 4: no insults", now=now)
    profile.refresh_from_db()
    assert (profile.rating_sum, profile.rating_count, profile.rating_mean) == (0, 0, None)
    assert [c.kind for c in review.changes.all()] == ["written", "published", "flagged", "hidden"]


def test_a_kept_review_cannot_be_flagged_again(pair, farid, maya, now):
    review = flag_review(review=pair[0], by=farid, reason="I do not like it", now=now)
    review = keep_review(review=review, by=maya, reason="An opinion", now=now)
    with pytest.raises(WrongState):
        flag_review(review=review, by=farid, reason="Again", now=now)
    farid.freelancer_profile.refresh_from_db()
    assert farid.freelancer_profile.rating_count == 1


def test_only_its_subject_flags_and_only_a_moderator_judges(pair, clara, farid, sena, maya, now):
    for person in (clara, sena, maya):
        with pytest.raises(NotAllowed):
            flag_review(review=pair[0], by=person, reason="x", now=now)
    flag_review(review=pair[0], by=farid, reason="x", now=now)
    farid.is_moderator = True
    farid.save()
    for person in (clara, farid, sena):
        with pytest.raises(NotAllowed):
            hide_review(review=pair[0], by=person, reason="x", now=now)
    with pytest.raises(InvalidInput):
        hide_review(review=pair[0], by=maya, reason=" ", now=now)
    pair[0].refresh_from_db()
    assert pair[0].state == ReviewState.FLAGGED


@pytest.mark.parametrize("to", ReviewState)
@pytest.mark.parametrize("at", ReviewState)
def test_every_move(pair, at, to):
    review = pair[0]
    sealed = at == ReviewState.SEALED
    review.state, review.published_at = at, None if sealed else review.published_at
    Review.objects.filter(pk=review.pk).update(state=at, published_at=review.published_at)
    if to not in REVIEW_MOVES[at]:
        with pytest.raises(WrongState):
            move(review, to)
        review.refresh_from_db()
        assert review.state == at
    else:
        assert (at, to) in {
            ("sealed", "published"),
            ("published", "flagged"),
            ("flagged", "kept"),
            ("flagged", "hidden"),
            ("published", "hidden"),
            ("kept", "hidden"),
            ("hidden", "published"),  # taken back
            ("hidden", "kept"),
        }


def test_the_history_is_never_changed(pair):
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewChange.objects.update(reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewChange.objects.all().delete()


def test_the_form_asks_what_the_table_has():
    assert {n for names in CRITERIA.values() for n in names} == {
        "quality",
        "communication",
        "timeliness",
        "fidelity",
        "clarity",
        "promptness",
        "fairness",
    }
