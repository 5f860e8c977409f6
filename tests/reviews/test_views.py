"""The pages of reviews, for every role and in both languages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import Review
from reviews.services import flag_review, hide_review
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(clara, farid, now):
    return said.completed_contract(client=clara, freelancer=farid, now=now)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def new(contract):
    return reverse("reviews:new", args=[contract.pk])


def test_both_write_without_javascript(browser_of, contract, clara, farid):
    answer = browser_of(clara).post(
        new(contract), said.OF_FREELANCER | {"text": "Good & quick"}, follow=True
    )
    assert "sealed until the other side" in answer.content.decode()
    answer = browser_of(farid).post(new(contract), said.OF_CLIENT, follow=True)
    assert "Both reviews are published now" in answer.content.decode()
    assert "What Clara Wijaya wrote about you" in answer.content.decode()
    assert "Good &amp; quick" in answer.content.decode()
    page = Client().get(reverse("accounts:profile", args=[farid.handle])).content.decode()
    assert "Good &amp; quick" in page
    assert "Logo for a batik shop" in page


def test_a_sealed_review_is_seen_by_its_author_alone(browser_of, contract, clara, farid, now):
    said.by_client(contract, now=now, text="A secret for now")
    assert "A secret for now" in browser_of(clara).get(new(contract)).content.decode()
    pages = [new(contract), *(reverse(n, args=[farid.handle]) for n in _PUBLIC)]
    for page in pages:
        assert "A secret for now" not in browser_of(farid).get(page).content.decode()


_PUBLIC = ("reviews:of-person", "accounts:profile")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"quality": "6"},
        {"quality": "-1"},
        {"quality": "five"},
        {"text": "a" * 3001},
        {"text": "\x00"},
    ],
)
def test_bad_input_says_why_and_changes_nothing(browser_of, contract, clara, given):
    sent = ({"text": ""} if not given else said.OF_FREELANCER) | given
    answer = browser_of(clara).post(new(contract), sent)
    assert (answer.status_code, Review.objects.count()) == (200, 0)
    assert answer.context["form"].errors


def test_a_stranger_finds_nothing(browser_of, contract, sena, maya, now):
    for person in (sena, maya):
        assert browser_of(person).get(new(contract)).status_code == 404
        assert browser_of(person).post(new(contract), said.OF_CLIENT).status_code == 404
    assert Client().get(new(contract)).status_code == 302
    assert Review.objects.count() == 0


def test_every_page_for_every_role(browser_of, contract, clara, farid, sena, maya, now):
    review = said.by_client(contract, now=now)
    said.by_freelancer(contract, now=now)
    expected = {
        ("reply", review.pk): {clara: 403, farid: 200, sena: 403, maya: 403},
        ("flag", review.pk): {clara: 403, farid: 200, sena: 403, maya: 403},
        ("queue", None): {clara: 403, farid: 403, sena: 403, maya: 200},
        ("judge", review.pk): {clara: 403, farid: 403, sena: 403, maya: 404},
        ("of-person", farid.handle): {clara: 200, farid: 200, sena: 200, maya: 200},
    }
    for (name, arg), answers in expected.items():
        address = reverse(f"reviews:{name}", args=[arg] if arg else [])
        found = {p: browser_of(p).get(address).status_code for p in answers}
        assert found == answers, name


def test_one_review_of_five_reads_five_and_says_how_it_is_weighed(browser_of, farid):
    profile = farid.freelancer_profile
    profile.rating_sum, profile.rating_count, profile.rating_mean = 500, 1, Decimal("4.25")
    profile.save()
    browser = browser_of(farid)

    for address in ("accounts:profile", "reviews:of-person"):
        page = browser.get(reverse(address, args=[farid.handle])).content.decode()
        assert "<strong>5.0</strong>" in page
        assert "<strong>4.3" not in page
    assert "The rating that you see is the plain mean of all published reviews." in page
    assert "(3 × 4.0 + sum of the reviews) ÷ (3 + number of reviews)" in page


def test_reply_flag_and_judgement_through_the_pages(browser_of, contract, farid, maya, now):
    review = said.by_client(contract, now=now)
    said.by_freelancer(contract, now=now)
    farids, mayas = browser_of(farid), browser_of(maya)
    farids.post(reverse("reviews:reply", args=[review.pk]), {"text": "Thank you!"})
    again = farids.get(reverse("reviews:reply", args=[review.pk]), follow=True)
    assert "This review takes no reply any more." in again.text
    farids.post(reverse("reviews:flag", args=[review.pk]), {"reason": "Private data"})
    assert "Private data" in mayas.get(reverse("reviews:judge", args=[review.pk])).content.decode()
    act = reverse("moderation:act", args=["review", review.pk])
    assert act in mayas.get(reverse("reviews:judge", args=[review.pk])).text
    words = {"english": "Private data.", "indonesian": "Data pribadi."}
    assert mayas.post(act, {"measure": "hidden", "rule": "A5", **words}).status_code == 302
    review.refresh_from_db()
    assert (review.reply, review.state) == ("Thank you!", "hidden")
    page = Client().get(reverse("reviews:of-person", args=[farid.handle])).content.decode()
    assert "A moderator has hidden this review" in page
    assert "Good work." not in page
    assert "Thank you!" not in page


@pytest.mark.parametrize("language", ["en", "id"])
def test_pages_speak_the_readers_language(browser_of, contract, clara, farid, language, now):
    clara.language = language
    clara.save()
    for address in (new(contract), reverse("reviews:of-person", args=[farid.handle])):
        assert f'<html lang="{language}">' in browser_of(clara).get(address).content.decode()


@pytest.mark.parametrize("name", _PUBLIC)
def test_as_many_queries_for_three_as_for_one(clara, farid, now, name, django_assert_num_queries):
    said.published_pair(client=clara, freelancer=farid, now=now)
    address = reverse(name, args=[farid.handle])
    many = _queries(address)
    for _number in range(2):
        review = said.published_pair(client=clara, freelancer=farid, now=now)[0]
    flag_review(review=review, by=farid, reason="x", now=now)
    with django_assert_num_queries(many):
        Client().get(address)
    assert many < 12


def _queries(address):
    Client().get(address)
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    return len(asked)


def test_a_hidden_review_on_the_profile(clara, farid, maya, now):
    review = said.published_pair(client=clara, freelancer=farid, now=now)[0]
    flag_review(review=review, by=farid, reason="x", now=now)
    hide_review(review=review, by=maya, reason="y", now=now)
    page = Client().get(reverse("accounts:profile", args=[farid.handle])).content.decode()
    assert "A moderator has hidden this review" in page
    assert "Good work." not in page


def room(contract):
    return reverse("projects:contract", args=[contract.pk])


def test_the_room_asks_for_a_review_once_it_has_ended(browser_of, clara, farid, now):
    running = work.running_contract(client=clara, freelancer=farid, now=now)
    assert new(running) not in browser_of(clara).get(room(running)).content.decode()


def test_the_room_shows_what_may_be_seen(browser_of, contract, clara, farid, maya, now):
    assert new(contract) in browser_of(clara).get(room(contract)).content.decode()
    assert new(contract) not in browser_of(maya).get(room(contract)).content.decode()
    said.by_client(contract, now=now, text="A secret for now")
    mine = browser_of(clara).get(room(contract)).content.decode()
    assert new(contract) not in mine
    assert "Your review is sealed" in mine
    theirs = browser_of(farid).get(room(contract)).content.decode()
    assert new(contract) in theirs
    assert "A secret for now" not in theirs
    said.by_freelancer(contract, now=now)
    for person in (clara, farid, maya):
        assert "A secret for now" in browser_of(person).get(room(contract)).content.decode()
