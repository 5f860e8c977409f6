"""Reviewing through the API."""

import pytest
from rest_framework.test import APIClient

from reviews.models import Review
from reviews.services import flag_review, hide_review
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db


def api_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


OF_CLIENT = {"points": said.OF_CLIENT}


def of_freelancer(**more):
    return {"points": said.OF_FREELANCER} | more


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def contract(clara, farid, now):
    return said.completed_contract(client=clara, freelancer=farid, now=now)


def test_both_review_each_other(contract, clara, farid):
    path = f"/api/v1/contracts/{contract.pk}/reviews"
    first = api_of(clara).post(path, of_freelancer(text="Good"))
    assert (first.status_code, first.json()["state"]) == (201, "sealed")
    assert api_of(farid).get(path).json() == []
    second = api_of(farid).post(path, OF_CLIENT)
    assert (second.status_code, second.json()["state"]) == (201, "published")
    assert [r["overall"] for r in api_of(farid).get(path).json()] == [467, 450]
    public = APIClient().get(f"/api/v1/people/{farid.handle}/reviews").json()["results"]
    assert [(r["text"], r["points"]) for r in public] == [("Good", said.OF_FREELANCER)]
    me = APIClient().get(f"/api/v1/people/{farid.handle}").json()["freelancer"]
    assert (me["rating_mean"], me["rating_weighed"], me["rating_count"]) == ("4.50", "4.13", 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"points": {}}, 400),
        ({"points": [5]}, 400),
        ({"points": {"quality": 5}}, 400),
        ({"points": said.OF_CLIENT}, 400),
        ({"points": said.OF_FREELANCER | {"quality": 9}}, 400),
        ({"points": said.OF_FREELANCER | {"quality": "five"}}, 400),
        ({"points": said.OF_FREELANCER, "text": "a" * 3001}, 400),
    ],
)
def test_bad_reviews_are_refused(contract, clara, body, status):
    answer = api_of(clara).post(f"/api/v1/contracts/{contract.pk}/reviews", body)
    assert (answer.status_code, Review.objects.count()) == (status, 0)


def test_too_early_and_twice(clara, farid, now):
    early = work.signed_contract(client=clara, freelancer=farid, now=now)
    answer = api_of(clara).post(f"/api/v1/contracts/{early.pk}/reviews", of_freelancer())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "wrong_state")
    assert Review.objects.count() == 0


def test_strangers_and_moderators_write_nothing(contract, sena, maya):
    path = f"/api/v1/contracts/{contract.pk}/reviews"
    assert api_of(sena).post(path, OF_CLIENT).status_code == 404
    assert api_of(maya).post(path, OF_CLIENT).status_code == 403
    assert APIClient().post(path, OF_CLIENT).status_code == 401
    assert Review.objects.count() == 0


def test_reply_and_flag(contract, clara, farid, sena, maya, now):
    review = said.by_client(contract, now=now)
    said.by_freelancer(contract, now=now)
    reply, flag = (f"/api/v1/reviews/{review.pk}/{name}" for name in ("reply", "flag"))
    assert api_of(sena).post(reply, {"text": "x"}).status_code == 403
    assert api_of(clara).post(flag, {"reason": "x"}).status_code == 403
    assert api_of(farid).post(reply, {"text": ""}).status_code == 400
    assert api_of(farid).post(reply, {"text": "Thanks"}).json()["reply"] == "Thanks"
    assert api_of(farid).post(flag, {"reason": "Hm"}).json()["state"] == "flagged"
    hide_review(review=review, by=maya, reason="Rule 2", now=now)
    shown = APIClient().get(f"/api/v1/people/{farid.handle}/reviews").json()["results"][0]
    assert (shown["state"], shown["text"], shown["reply"], shown["overall"]) == (
        "hidden",
        "",
        "",
        None,
    )


def test_flagging_twice_is_flagging_once(clara, farid, now):
    review = said.published_pair(client=clara, freelancer=farid, now=now)[0]
    flag_review(review=review, by=farid, reason="Hm", now=now)
    answer = api_of(farid).post(f"/api/v1/reviews/{review.pk}/flag", {"reason": "Again"})
    assert (answer.status_code, answer.json()["state"]) == (200, "flagged")
