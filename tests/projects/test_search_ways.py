"""Walked by date or taken from an index: the same is found, and what to expect is asked once."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from core.search.ways import by_row
from projects.models import Opening
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


@pytest.mark.parametrize("asked", [{"skill": "figma"}, {"skill": "figma", "q": "poster"}, {}])
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
    assert walked.total == {0: 6, 1: 3, 2: 2}[len(asked)]
    has_skill = "skill" in asked
    assert ('= ANY("projects_opening"."skill_ids")' in by_date) is has_skill
    assert ('"skill_ids" @> (ARRAY' in by_index) is has_skill


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
