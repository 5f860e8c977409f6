"""The list of open projects: words, facets, orders and pages by key."""

import gzip
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ClientProfile
from projects.models import Project
from projects.search import find_projects, read_search
from projects.search.found import A_PAGE
from projects.services import postings
from tests.factories.accounts import make_category, make_region, make_skill
from tests.factories.projects import draft, open_project, rupiah
from tests.projects.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
LIST = reverse("projects:list")


def titles(**asked: str) -> list[str]:
    return [p.title for p in find_projects(read_search(asked), timezone.now()).projects]


def counts(facet: str, **asked: str) -> dict[str, int]:
    found = find_projects(read_search(asked), timezone.now())
    [of] = [f for f in found.facets if f.name == facet]
    return {option.value: option.count for option in of.options}


@pytest.fixture
def three(clara, now):
    """A logo in Bandung, a video from anywhere, an hourly text in English."""
    writing, video = make_category("writing"), make_category("video")
    minute = timedelta(minutes=1)
    open_project(by=clara, now=now, title="Logo untuk batik", region=make_region(), is_remote=False)
    open_project(
        by=clara,
        now=now + minute,
        title="Wedding video",
        description="Three minutes of a happy day.",
        category=video,
        skills=[make_skill("video-editing", category=video)],
        budget_max_minor=rupiah(9_000_000).minor,
    )
    open_project(
        by=clara,
        now=now + 2 * minute,
        title="English articles",
        description="Two articles about coffee each week.",
        category=writing,
        skills=[],
        kind="hourly",
        language="en",
        budget_min_minor=None,
        budget_max_minor=rupiah(90_000).minor,
    )


def test_newest_comes_first_without_words(three):
    assert titles() == ["English articles", "Wedding video", "Logo untuk batik"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "logo"}, ["Logo untuk batik"]),
        ({"q": "article"}, ["English articles"]),  # English stems
        ({"q": "video -wedding"}, []),
        ({"q": '"wedding video"'}, ["Wedding video"]),
        ({"q": "video or articles"}, ["Wedding video", "English articles"]),  # and names a skill
        ({"q": "%%' \" & | !"}, []),
        ({"category": "writing"}, ["English articles"]),
        ({"category": "nothing"}, []),
        ({"skill": "video-editing"}, ["Wedding video"]),
        ({"region": "32"}, ["Logo untuk batik"]),
        ({"region": "32.73"}, ["Logo untuk batik"]),
        ({"place": "here"}, ["Logo untuk batik"]),
        ({"place": "remote"}, ["English articles", "Wedding video"]),
        ({"kind": "hourly"}, ["English articles"]),
        ({"budget": "0-500000"}, ["English articles"]),
        ({"budget": "5000000-20000000"}, ["Wedding video"]),
        ({"language": "en"}, ["English articles"]),
        ({"order": "budget"}, ["Wedding video", "Logo untuk batik", "English articles"]),
        ({"order": "closing"}, ["Logo untuk batik", "Wedding video", "English articles"]),
        ({"kind": "weekly", "language": "en"}, ["English articles"]),
    ],
)  # fmt: skip
def test_words_facets_and_orders(three, asked, expected):
    found = titles(**asked)

    assert (sorted(found), found[:1]) == (sorted(expected), expected[:1])


def test_posted_counts_from_now(clara):
    open_project(by=clara, now=timezone.now() - timedelta(days=3), title="Three days old")

    assert titles(posted="1") == []
    assert titles(posted="7") == ["Three days old"]


def test_a_facet_counts_what_each_of_its_options_would_bring(three):
    assert counts("category", kind="hourly") == {"writing": 1}
    assert counts("kind", kind="hourly") == {"fixed": 2, "hourly": 1}
    assert counts("category", category="video") == {"design": 1, "video": 1, "writing": 1}
    assert counts("region") == {"32": 1}
    assert counts("language", q="video") == {"id": 1}


def test_only_open_postings_are_listed(clara, now):
    draft(by=clara, now=now, title="Draft")
    gone = open_project(by=clara, now=now, title="Cancelled")
    postings.cancel_project(project=gone, by=clara, reason="No money.", now=now)
    flagged = open_project(by=clara, now=now, title="Call 0812 3456 7890")

    assert flagged.state == "pending_review"
    assert titles() == []


@pytest.mark.parametrize("order", ["newest", "closing", "budget", "relevance"])
def test_pages_go_on_without_gaps_or_repeats(clara, now, order):
    for i in range(A_PAGE * 2 + 3):
        amount = rupiah(1_000_000 + (i % 7) * 100_000).minor
        moment = now + timedelta(minutes=i % 5)
        words = f"Logo {'logo ' * (i % 3)}number {i}"
        open_project(by=clara, now=moment, title=words, budget_max_minor=amount)
    seen: list[int] = []
    search = read_search({"q": "logo", "order": order})
    while True:
        found = find_projects(search, timezone.now())
        seen += [p.pk for p in found.projects]
        if not found.next_query:
            break
        search = read_search(dict(Client().get(LIST + found.next_query).wsgi_request.GET.items()))

    assert len(seen) == len(set(seen)) == Project.objects.count() == A_PAGE * 2 + 3


@pytest.mark.parametrize(
    "after",
    [
        *("x", "~", "2026-11-10~1", "99999999999999999999~1", "1~1~1", "\x00~3"),
        "0001-01-01T00:00:00+16:00~5",
    ],
)
def test_an_unreadable_place_is_the_first_page(three, after):
    assert len(titles(after=after)) == 3
    assert len(titles(after=after, order="budget")) in (0, 3)


def test_a_place_may_be_told_in_a_zone_that_postgres_does_not_know(three):
    """Python knows zones of up to 24 hours, Postgres of less than 16."""
    assert len(titles(order="newest", after="2999-01-01T00:00:00+20:00~5")) == 3
    assert titles(order="newest", after="1999-01-01T00:00:00-20:00~5") == []


def test_nothing_found_says_what_to_let_go(three, client):
    found = find_projects(read_search({"q": "wedding", "kind": "hourly"}), timezone.now())

    assert [(way.value, way.count) for way in found.relaxations] == [
        ("Per hour", 1),
        ("wedding", 1),
    ]
    page = text_of(client.get(LIST, {"q": "wedding", "kind": "hourly"}))
    assert "Nothing fits all of that" in page
    assert "Without “wedding”" in unescape(page)


def test_the_whole_state_is_in_the_address_and_stays_when_searching(three, client):
    page = client.get(LIST, {"q": "video", "kind": "fixed", "order": "budget"}).content.decode()

    assert re.search(r'name="kind" value="fixed"', page)
    assert re.search(r'name="order" value="budget"', page)
    assert 'value="video"' in page


def test_htmx_gets_the_results_alone(three, client):
    whole, part = client.get(LIST), client.get(LIST, headers={"HX-Request": "true"})

    assert "<header" in whole.content.decode()
    assert "<header" not in part.content.decode()
    assert 'id="found"' in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_every_choice_has_an_id_that_stays_when_it_is_taken(three, client):
    """The keyboard stays on it: htmx finds it by its id in what it brings, else the heading."""
    before = client.get(LIST, headers={"HX-Request": "true"}).text
    after = client.get(LIST, {"kind": "hourly"}, headers={"HX-Request": "true"}).text
    for part in (before, after):
        ids = re.findall(r' id="([^"]+)"', part)
        assert len(ids) == len(set(ids))
        assert 'id="found-title" tabindex="-1"' in part
        assert {"kind-hourly", "order-newest"} <= set(ids)
        for link in re.findall(r'<a class="option"[^>]*>', part):
            assert ' id="' in link


def test_the_back_button_gets_a_whole_page(three, client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<header" in client.get(LIST, headers=headers).content.decode()


@pytest.mark.parametrize("asked", ["", "?q=logo&place=remote", "?category=design"])
def test_queries_stay_the_same(clara, sena, now, browser_of, asked, settings):
    settings.NAMES_KEPT_FOR = 600
    ClientProfile.objects.filter(user=clara).update(rating_sum=900, rating_count=2)  # as cards show
    open_project(by=clara, now=now)
    visitor, reader = Client(), browser_of(sena)
    once = queries_of(visitor, LIST + asked), queries_of(reader, LIST + asked)
    for i in range(2):
        open_project(by=clara, now=now, title=f"Logo {i}", category=make_category(f"kind-{i}"))

    assert (queries_of(visitor, LIST + asked), queries_of(reader, LIST + asked)) == once
    assert once[0] <= 6
    assert once[1] <= 8


@pytest.mark.parametrize(("language", "words"), [("en", "Find work"), ("id", 'lang="id"')])
def test_both_languages(three, client, language, words):
    answer = client.get(LIST, headers={"Accept-Language": language})

    assert words in answer.content.decode()


def test_a_page_is_light(clara, client, now):
    for i in range(A_PAGE):
        open_project(by=clara, now=now, title=f"Project {i}", description="word " * 400)
    assert len(gzip.compress(client.get(LIST).content)) <= 14_000


def test_a_list_is_kept_for_a_moment_but_never_beyond_an_own_act(
    clara, now, client, browser_of, settings
):
    settings.PIECES_KEPT_FOR = 600
    reader = browser_of(clara)
    assert "No project is open" in client.get("/projects/").content.decode()
    assert "Logo for a batik" not in reader.get("/projects/").content.decode()
    project = open_project(by=clara, now=now, title="Logo for a batik shop")
    assert "No project is open" in client.get("/projects/").content.decode()
    reader.post(f"/projects/{project.pk}/renewal/")
    assert "Logo for a batik shop" in reader.get("/projects/").content.decode()
