"""Walked by date or taken from an index: the same is found, and what to expect is asked once."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from core.search import ways
from core.search.ways import by_row
from projects.models import Opening, Project
from projects.search import facets, find_projects, read_search
from tests.factories.accounts import make_skill
from tests.factories.projects import open_project


@pytest.fixture
def postings(clara, now):
    """Six, of which every second asks for Figma and every third is about logos."""
    figma, css = make_skill("figma"), make_skill("css")
    for i in range(6):
        open_project(
            by=clara,
            now=now,
            title=f"{'Logo' if i % 3 == 0 else 'Poster'} {i}",
            skills=[css, figma] if i % 2 else [css],
        )


@pytest.mark.parametrize(
    "asked", [{"skill": "figma", "place": "remote"}, {"skill": "figma", "q": "poster"}, {}]
)
@pytest.mark.parametrize("order", ["", "newest", "closing"])
def test_both_ways_find_the_same(postings, now, monkeypatch, asked, order):
    def found(most):
        ways = replace(facets.ORDER, most=most, most_of_facet=most)
        monkeypatch.setattr(facets, "ORDER", ways)
        with CaptureQueriesContext(connection) as queries:
            page = find_projects(read_search(asked | {"order": order}), now)
        return page, "".join(query["sql"] for query in queries)

    (walked, by_date), (taken, by_index) = found(0), found(5000)
    assert [p.title for p in walked.projects] == [p.title for p in taken.projects]
    assert (walked.total, walked.facets) == (taken.total, taken.facets)
    assert walked.total == (2 if "q" in asked else 3 if asked else 6)
    has_skill = "skill" in asked
    assert ('= ANY("projects_opening"."skill_ids")' in by_date) is has_skill
    assert ('"skill_ids" @> (ARRAY' in by_index) is has_skill


@pytest.mark.parametrize("order", ["", "newest", "closing"])
def test_a_skill_alone_is_read_from_its_list(postings, now, order):
    with CaptureQueriesContext(connection) as queries:
        page = find_projects(read_search({"skill": "figma", "order": order}), now)

    assert [p.title for p in page.projects] == (
        ["Poster 1", "Logo 3", "Poster 5"]
        if order == "closing"
        else ["Poster 5", "Logo 3", "Poster 1"]
    )
    assert page.total == 3
    first, *others = [query["sql"] for query in queries if "projects_opening" in query["sql"]]
    assert '"projects_openskill"."skill_id" = ' in first
    assert not any("EXPLAIN" in sql for sql in [first, *others])


def test_a_list_goes_on_where_it_ended(postings, clara, now, monkeypatch):
    monkeypatch.setattr("projects.search.found.A_PAGE", 2)
    first = find_projects(read_search({"skill": "figma"}), now)
    later = now + timedelta(minutes=5)
    open_project(by=clara, now=later, title="Banner", skills=[make_skill("figma")])
    after = dict(parse_qsl(first.next_query[1:]))
    second = find_projects(read_search(after), later)

    assert [p.title for p in first.projects + second.projects] == ["Poster 5", "Logo 3", "Poster 1"]
    assert (first.total, second.total) == (3, 4)


@pytest.fixture
def many_posters(clara, now, monkeypatch):
    """Two dozen, every second a poster, where five are plenty and three make a page."""
    for i in range(24):
        title = f"{'Poster' if i % 2 else 'Flyer'} {i}"
        open_project(by=clara, now=now + timedelta(minutes=i), title=title)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE projects_opening")
    monkeypatch.setattr(ways, "expected", lambda rows: 12 if rows.query.where else 24)
    monkeypatch.setattr(ways, "PLENTY", 5)
    monkeypatch.setattr("core.search.counting.FACETED", 1)
    monkeypatch.setattr("projects.search.found.A_PAGE", 2)


def find_posters(now):
    with CaptureQueriesContext(connection) as queries:
        page = find_projects(read_search({"q": "poster", "order": "newest"}), now)
    return page, [query["sql"] for query in queries if query["sql"].startswith("WITH hits")]


@pytest.mark.parametrize("most_joined", [0, 1])
def test_of_frequent_words_the_newest_tell_enough(many_posters, now, monkeypatch, most_joined):
    monkeypatch.setattr(ways, "MOST_JOINED", most_joined)
    page, (first,) = find_posters(now + timedelta(hours=1))
    assert [p.title for p in page.projects] == ["Poster 23", "Poster 21"]
    assert (page.total, page.is_more) == (1000, True)
    hits = first.partition("MATERIALIZED (")[2].partition("FROM ")[2].partition("SELECT")[0]
    assert '"published_at" >= ' in hits
    assert ("ORDER BY" in hits) is not bool(most_joined)


def test_where_the_newest_have_few_all_are_counted(many_posters, now):
    since = {"published_at__gt": now + timedelta(minutes=9)}
    Project.objects.filter(title__startswith="Poster", **since).update(title="Flyer")
    page, asked = find_posters(now + timedelta(hours=1))
    assert [p.title for p in page.projects] == ["Poster 9", "Poster 7"]
    assert (page.total, page.is_more) == (5, False)
    assert len(asked) == 2


def test_what_is_asked_of_a_row_is_what_is_asked_of_an_index(postings):
    figma = make_skill("figma").pk
    test = Q(skill_ids__contains=[figma], is_remote=True) | Q(bids_count__gt=3)
    rows = Opening.objects.order_by("pk")
    assert [*rows.filter(by_row(test))] == [*rows.filter(test)]
    one, several, text = (
        Q(skill_ids__contains=[figma]),
        Q(skill_ids__contains=[figma, 1]),
        Q(title__contains="a"),
    )
    assert [by_row(q) for q in (one, several, text)] == [Q(skill_ids__holds=figma), several, text]
    assert len(rows.filter(by_row(one))) == 3


def test_how_many_to_expect_is_asked_once_in_a_while(postings, now, settings):
    settings.NAMES_KEPT_FOR = 600

    def plans():
        with CaptureQueriesContext(connection) as queries:
            find_projects(read_search({"q": "logo", "skill": "figma"}), now)
        return sum(query["sql"].startswith("EXPLAIN") for query in queries)

    assert (plans(), plans()) == (2, 0)
