"""The archive: postings that took bids and are over, found by words, the newest first.

Two ways, and each reads so many rows at the most. What is rare is taken from the index of its
words, its category or its region; what is frequent is met by walking the newest by date. Where
the likelier way does not end it, the other is tried; where neither does, the page says how far
it looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.search.named import Keys
from core.search.asked import Search
from core.search.endings import with_endings
from core.search.facets import all_of
from core.search.pages import Key, Place
from core.search.wanted import Wanted
from core.search.ways import expected
from projects.models import KnownWord, Project
from projects.search import facets
from projects.search.ranking import SCALE
from projects.search.shown import named_with, shown, skills_of
from projects.selectors import ended_projects

A_PAGE = 20
MOST_TAKEN = MOST_WALKED = 5000
MOST_WALKED_FAR = 15_000  # where a facet makes it likely that a few more bring enough
# Of a word that its statistics do not know, Postgres expects one row in 150 or 200: among a million
# such words are taken from their index as well, where most are rare and end it.
MOST_EXPECTED = 10_000
# All that fit, where they are not too many; one row at least, to say how many there are.
_TAKE = """
WITH taken AS MATERIALIZED ({fitting})
SELECT many, id, published_at FROM (SELECT count(*) AS many FROM taken) counted
LEFT JOIN (
  SELECT id, published_at FROM taken {beyond} ORDER BY published_at DESC, id DESC LIMIT {page}
) page ON true ORDER BY published_at DESC, id DESC
"""
# The newest, read only until enough of them fit; they bear the name of their table, so that
# conditions on it hold for them. Where too few fit, the last one that was read comes along.
_WALK = """
WITH projects_project AS MATERIALIZED ({newest}), found AS MATERIALIZED ({fitting})
SELECT true, id, published_at FROM found
UNION ALL
SELECT false, id, published_at FROM (
  SELECT id, published_at FROM projects_project ORDER BY published_at, id LIMIT 1
) last
WHERE (SELECT count(*) FROM found) < {page} AND (SELECT count(*) FROM projects_project) = {most}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSearch(Search):
    """What somebody looks for among ended projects."""

    FACETS: ClassVar[Sequence[str]] = ("category", "region")

    category: str = ""
    region: str = ""


def read_archive(asked: Mapping[str, str]) -> ArchiveSearch:
    """What an address asks for; there is one order, so orders and weights are left out."""
    return replace(ArchiveSearch.read(asked, SCALE, {"order": []}), weights="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A page of ended projects, and where the next begins."""

    projects: list[Project]
    next_query: str
    instead: str = ""  # the words that were looked for, where those asked for bring nothing
    is_any: bool = False  # no posting has all the words, so these have some of them
    is_cut: bool = False  # the page is not full, but older ones have yet to be looked through


def find_ended(search: ArchiveSearch, now: datetime) -> Ended:
    """One page of ended projects.

    3 queries: who stands on the page, their postings, and their skills; where something is asked
    for one or two more, which only plan, and one for words that begin as the last does. Where
    nothing is found, a few more ask for other spellings and for some of the words.
    """
    tests = all_of(facets.tests_of(search, now))
    after = _NEWEST.read(search.after)
    asked = Wanted.of(search.q)
    asked = replace(asked, terms=with_endings(asked.terms, KnownWord))
    wanted, page = asked.or_else(KnownWord, lambda words: _page(words, tests, after))
    return Ended(
        projects=_shown(page.places),
        next_query=search.query(after=str(page.more)) if page.more else "",
        instead=wanted.instead,
        is_any=wanted.is_any,
        is_cut=page.is_cut,
    )


_NEWEST = Key("published_at", is_moment=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Who stands on a page."""

    places: Sequence[Place] = ()
    more: Place | None = None  # where the next begins
    is_cut: bool = False
    has_before: bool = False  # nothing is left here, but there is a page before

    def __getitem__(self, _name: str, /) -> int:
        """Whether anything was found, as a number."""
        return len(self.places) or int(self.is_cut or self.has_before)

    @classmethod
    def of(cls, rows: Sequence[Place]) -> "_Page":
        """Of one row more than a page has, if there are so many."""
        more = rows[A_PAGE - 1] if len(rows) > A_PAGE else None
        return cls(places=rows[:A_PAGE], more=more)


def _page(wanted: Wanted, tests: Q, after: Place | None) -> _Page:
    """Who stands on the page after a place (1 query, and 1 that only plans)."""
    try:
        page = _looked_for(wanted, tests, after)
        if after and not page["total"]:
            before = _looked_for(wanted, tests, None)
            return replace(page, has_before=bool(before["total"]))
    except EmptyResultSet:  # nothing in the words is a word, or there is no such region
        return _Page()
    return page


def _looked_for(wanted: Wanted, tests: Q, after: Place | None) -> _Page:
    fitting = wanted.among(ended_projects().filter(tests))
    among_newest = wanted.among(Project.objects.filter(tests))
    many = expected(fitting) if wanted.has_words or tests else None
    if wanted.has_words and tests and _is_soon_met(many):
        return _walked(among_newest, after, MOST_WALKED_FAR)
    takes = many is not None and many <= MOST_EXPECTED
    if takes and (page := _taken(fitting, after)):
        return page
    walked = _walked(among_newest, after, MOST_WALKED)
    if walked.is_cut and not takes and (page := _taken(fitting, after)):
        return page
    return walked


def _is_soon_met(many: int | None) -> bool:
    """Whether a page of so many should stand among the newest (1 query, which only plans).

    So do those of a frequent word in a small region, and the index of such a word is long.
    """
    return (many or 0) * MOST_WALKED_FAR > 2 * A_PAGE * (expected(ended_projects()) or 0)


def _taken(fitting: QuerySet[Project], after: Place | None) -> _Page | None:
    """From all that fit, put in order; None where they are too many."""
    every, params = _sql(fitting.order_by()[: MOST_TAKEN + 1])
    beyond = ""
    if after:
        beyond = "WHERE (published_at, id) < (%s, %s)"
        params += [after.value, after.pk]
    rows = _asked(_TAKE.format(fitting=every, beyond=beyond, page=A_PAGE + 1), params)
    if rows[0][0] > MOST_TAKEN:
        return None
    return _Page.of([_place(pk, at) for _many, pk, at in rows if pk])


def _walked(fitting: QuerySet[Project], after: Place | None, most: int) -> _Page:
    """Of the newest that come after a place, those that fit."""
    newest = ended_projects().filter(after.beyond if after else Q()).order_by(*_NEWEST.ordering)
    columns = ("search", "category_id", "region_id")
    every, params = _sql(newest[:most], *columns)
    some, some_params = _sql(fitting.order_by()[: A_PAGE + 1])
    sql = _WALK.format(newest=every, fitting=some, page=A_PAGE + 1, most=most)
    rows = _asked(sql, params + some_params)
    in_order = sorted(((at, pk) for fits, pk, at in rows if fits), reverse=True)
    page = _Page.of([_place(pk, at) for at, pk in in_order])
    last = [_place(pk, at) for fits, pk, at in rows if not fits]
    return replace(page, more=last[0], is_cut=True) if last else page


def _place(pk: int, at: datetime) -> Place:
    return Place(key=_NEWEST, value=at, pk=pk)


def _sql(rows: QuerySet[Project], *columns: str) -> tuple[str, list[Any]]:
    sql, params = rows.values("id", "published_at", *columns).query.sql_with_params()
    return sql, list(params)


def _asked(sql: str, params: Sequence[Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [*cursor.fetchall()]


def _shown(places: Sequence[Place]) -> list[Project]:
    """The postings of a page with what a row shows of them (2 queries, and 1 for their names)."""
    if not places:
        return []
    skills = skills_of([place.pk for place in places])
    rows = {row.pk: row for row in shown([*skills])}
    named_with(Keys(), rows.values(), skills)
    return [rows[place.pk] for place in places if place.pk in rows]
