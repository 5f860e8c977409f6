"""The published order: each result's parts add up to its score, and scores make the order."""

import math
import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Project
from projects.search import find_projects, read_search
from projects.search.found import Found
from projects.search.ranking import SCALE
from tests.factories.accounts import make_client, make_skill
from tests.factories.projects import open_project

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def four(clara, now):
    """Logos: in the title of a new one, in its skills, in its description, and an old one."""
    open_project(by=clara, now=now - 20 * HOUR * 24, title="Logo lama", skills=[])
    open_project(by=clara, now=now, title="Logo batik", skills=[])
    open_project(
        by=clara,
        now=now,
        title="Gambar kemasan",
        description="Kemasan.",
        skills=[make_skill("logo-design")],
    )
    open_project(by=clara, now=now, title="Kemasan teh", description="Dengan logo kami.", skills=[])


def find(at: datetime | None = None, **asked: str) -> Found:
    return find_projects(read_search(asked), at or timezone.now())


def values_of(found: Found, name: str) -> dict[str, int]:
    return {
        r.project.title: next(p.value for p in r.why.parts if p.factor.name == name)
        for r in found.results
        if r.why
    }


def test_where_the_word_stands_decides_its_value(four):
    assert values_of(find(q="logo"), "words") == {
        "Logo lama": 1000,
        "Logo batik": 1000,
        "Gambar kemasan": 700,
        "Kemasan teh": 400,
    }


def test_fewer_bids_and_a_fresh_date_count(four, now):
    Project.objects.filter(title="Logo batik").update(bids_count=5)
    found = find(now + HOUR, q="logo")
    assert values_of(found, "room")["Logo batik"] == 500
    assert values_of(found, "room")["Logo lama"] == 1000
    fresh = values_of(found, "fresh")
    assert (fresh["Logo lama"], fresh["Logo batik"]) == (332, 999)


def test_a_client_without_reviews_stands_level(four, clara):
    clara.client_profile.rating_mean = "4.73"
    clara.client_profile.save()
    open_project(by=make_client("Nina New"), now=timezone.now(), title="Logo baru")
    client = values_of(find(q="logo"), "client")
    assert (client["Logo batik"], client["Logo baru"]) == (946, 800)


def test_what_makes_a_posting_clear(clara, now):
    open_project(by=clara, now=now, title="Logo satu", description="x" * 200)
    bare = open_project(by=clara, now=now, title="Logo dua", description="Pendek", skills=[])
    Project.objects.filter(pk=bare.pk).update(budget_min_minor=None, budget_max_minor=None)
    assert values_of(find(q="logo"), "clear") == {"Logo satu": 1000, "Logo dua": 0}


@pytest.mark.parametrize(
    ("asked", "is_said"),
    [
        ({"weight_words": "0", "weight_fresh": "0"}, True),
        ({"weight_words": "-5"}, True),
        ({"weights": "words.x"}, True),
        ({"weight_words": "5000", "weight_fresh": "1"}, False),
        ({"weight_words": "10"}, False),
        ({"weight_words": ""}, False),
        ({}, False),
    ],
)
def test_weights_that_order_nothing_are_not_ignored_silently(four, client, asked, is_said):
    answer = client.get(reverse("projects:list"), {"q": "logo", **asked})
    assert ("so the published ones count" in answer.text) is is_said
    assert ("weights=none" in answer.text) is is_said  # the next page says it too
    again = client.get(reverse("projects:list"), {"q": "logo", "weights": "none"})
    assert "so the published ones count" in again.text


def test_a_huge_weight_is_the_heaviest():
    assert SCALE.read("words.5000~fresh.1") == SCALE.read("words.100~fresh.1")


@pytest.mark.parametrize("weights", ["", "fresh.100", "words.1~room.99", "client.7~clear.3"])
def test_points_add_up_and_results_follow_them(four, weights):
    found = find(q="logo", weights=weights)
    whys = [result.why for result in found.results]
    assert all(why is not None for why in whys)
    for why in whys:
        assert why.score == sum(p.weight * p.value // 100 for p in why.parts) <= why.most
    for first, second in pairwise(found.results):
        assert (first.why.score, first.project.pk) > (second.why.score, second.project.pk)


def test_own_weights_change_the_order_and_stay_in_the_address(four, client):
    address = reverse("projects:list") + "?q=logo&weight_words=0&weight_room=100"
    Project.objects.filter(title="Kemasan teh").update(bids_count=0)
    Project.objects.exclude(title="Kemasan teh").update(bids_count=50)
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.context["found"].projects[0].title == "Kemasan teh"
    assert "Back to the published weights" in answer.text
    assert "weights=words.0~fresh.0~room.100~clear.0~client.0" in answer.text.replace("%7E", "~")


@given(st.text(max_size=60))
def test_any_text_is_read_as_some_weights(text):
    weights = SCALE.read(text)
    assert set(weights) == set(SCALE.published)
    assert all(0 <= weight <= 100 for weight in weights.values())
    assert any(weights.values())


@given(st.dictionaries(st.sampled_from(sorted(SCALE.published)), st.integers(0, 100)))
def test_weights_survive_the_address(said):
    weights = {name: said.get(name, 0) for name in SCALE.published}
    expected = weights if any(weights.values()) else dict(SCALE.published)
    assert dict(SCALE.read(SCALE.write(weights))) == expected


def test_the_values_are_those_of_plain_arithmetic(clara, now):
    dice = random.Random(7)
    for _each in range(20):
        ago = timedelta(seconds=dice.randrange(40 * 24 * 3600))
        project = open_project(by=clara, now=now - ago, title="Logo", skills=[])
        Project.objects.filter(pk=project.pk).update(bids_count=dice.randrange(60))
    as_of = now + HOUR
    for result in find(as_of, q="logo").results:
        of = {part.factor.name: part.value for part in result.why.parts}
        seconds = math.ceil((as_of - result.project.published_at).total_seconds() + 1)
        assert of["fresh"] == max(0, 1000 - seconds // 2592)
        assert of["room"] == 5000 // (5 + result.project.bids_count)


def test_pages_by_score_neither_skip_nor_repeat_while_postings_arrive(clara, now):
    for number in range(45):
        open_project(by=clara, now=now - number * HOUR, title=f"Logo {number}", skills=[])
    seen: list[int] = []
    search = read_search({"q": "logo"})
    while True:
        found = find_projects(search, timezone.now())
        seen += [project.pk for project in found.projects]
        open_project(by=clara, now=timezone.now(), title="Logo susulan", skills=[])
        if not found.next_query:
            break
        after = found.next_query.partition("after=")[2].replace("%7E", "~")
        search = read_search({"q": "logo", "after": after})
    assert len(seen) == len(set(seen)) == 45


def test_the_page_prints_the_table_that_orders(client):
    for language, title in (("en", "Few bids so far"), ("id", "Masih sedikit penawaran")):
        text = client.get(reverse("ranking"), headers={"accept-language": language}).text
        assert title in text
        for factor in SCALE.factors:
            assert f">{factor.weight}%<" in text
    assert sum(SCALE.published.values()) == 100


def test_the_api_gives_the_same_results_with_the_same_reasons(four, client):
    answer = client.get("/api/v1/search/projects?q=logo&order=relevance").json()
    found = find(q="logo")
    assert [r["project"]["title"] for r in answer["results"]] == [p.title for p in found.projects]
    for result in answer["results"]:
        why = result["why"]
        assert why["score"] == sum(part["points"] for part in why["parts"])
    assert {facet["name"] for facet in answer["facets"]} == {f.name for f in found.facets}
    assert answer["next"] is None
    newest = client.get("/api/v1/search/projects").json()
    assert [r["why"] for r in newest["results"]] == [None] * 4


def test_every_fifth_place_goes_to_a_newcomer_who_fits(clara, now, client):
    clara.client_profile.rating_count = 3
    clara.client_profile.rating_mean = "5.00"
    clara.client_profile.save()
    for number in range(21):
        open_project(by=clara, now=now, title=f"Logo {number}", skills=[])
    nina = make_client("Nina New")
    for _each in range(2):
        open_project(by=nina, now=now, title="Kemasan", description="Dengan logo.", skills=[])
    found = find(now + HOUR, q="logo")
    assert [at for at, r in enumerate(found.results, 1) if r.project.client == nina] == [5, 10]
    assert [at for at, r in enumerate(found.results, 1) if r.is_kept_place] == [5, 10]
    page = client.get(reverse("projects:list") + "?q=logo").text
    assert page.count("A newcomer’s place") == 2
    rest = find(now + HOUR, q="logo", after=found.next_query.partition("after=")[2])
    assert [r.project.client for r in rest.results] == [clara] * 3
    nina.date_joined = now - timedelta(days=91)
    nina.save()
    assert not any(r.is_kept_place for r in find(now + HOUR, q="logo").results)
