"""Counts that never read more than a thousand and one results.

The total counts up to `COUNTED`. Each facet is counted among the first `FACETED` results that pass
all the other facets; where more pass, its numbers are the least that there are: “40+”. Those of
facets that are not in use are counted here, as the rows that a page shows are read for them anyway.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When

from core.search.facets import all_of
from core.search.ways import Order, Way

COUNTED = 1000
FACETED = 250
# No more of `more` is read than is counted, but being materialized it is planned as if it were: by
# an index of words.
_TOTAL = """
SELECT '' AS facet, NULL AS option, (
  WITH more AS MATERIALIZED ({found})
  SELECT count(*) FROM (SELECT FROM more LIMIT {counted}) counted
)
"""
# Of the first that pass all conditions but one: the facet of that one. NULL counts them all.
_ONE = "SELECT '{facet}', _{facet}::text, count(*) FROM ({found}) f{facet} GROUP BY 2"
_SEVERAL_OF_ONE = """
SELECT '{facet}', one::text, count(*) FROM ({found}) f{facet}
  CROSS JOIN LATERAL unnest(array_append(_{facet}, NULL)) one GROUP BY 2
"""

Among = Callable[[QuerySet[Any]], QuerySet[Any]]  # those of them that have the words
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is counted, and by what."""

    rows: QuerySet[Any]  # everything that can be found
    order: Order
    options: Mapping[str, Any]  # what says which option of a facet a row has
    several: Collection[str]  # those facets of which a row may have several: arrays
    indexed: Collection[str] = ()  # those by which rows may be taken from an index

    def passing(self, among: Among, tests: Mapping[str, Q], but: str = "") -> QuerySet[Any]:
        """Postgres asks in this order: words are the dearest to look for, so they come last."""
        return among(self.rows.filter(all_of(tests, but)))

    def way(self, found: QuerySet[Any], facets: Iterable[str], *, has_words: bool) -> Way:
        """How to read what was found by these facets (1 query where an index may help)."""
        has_facets = not set(self.indexed).isdisjoint(facets)
        if has_words or has_facets:
            return Way.to(found, self.order, has_facets=has_facets)
        return Way(self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a page needs to know of the first that are found: so many, with these values."""

    most: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted: options by facet, and how many pass all conditions, or all but one."""

    rows: Mapping[str, Mapping[str, int]]
    passing: Mapping[str, int]  # by the facet in use that is left out; all conditions: ""
    count: Callable[[str], int]  # the same, further than they were counted
    way: Way  # that leads to them
    first: Sequence[Row] = ()  # of all that were found, with their `pk` and values
    has_all: bool = True  # there are no more

    def __getitem__(self, name: str, /) -> int:
        """`total`, or `without_x` for a facet in use: at most `COUNTED`."""
        if name == "total":
            return min(self.passing[""], COUNTED)
        without = name.removeprefix("without_")
        return self.count(without) if self.is_least(without) else self.passing[without]

    @property
    def is_more(self) -> bool:
        """Whether more than `COUNTED` fit."""
        return self.passing[""] > COUNTED

    def is_least(self, name: str) -> bool:
        """Whether there may be more of the options of a facet than were counted."""
        return self.passing.get(name, self.passing[""]) > FACETED

    def of(self, name: str) -> Mapping[str, int]:
        """The options of a facet that bring something, by their values, the most frequent first."""
        return self.rows.get(name, {})


def count(
    ground: Ground, among: Among, tests: Mapping[str, Q], *, has_words: bool, wish: Wish
) -> Counts:
    """Count what passes, and the options of each facet; look at the first that pass.

    One query for the first, and one more where there are others or a facet is in use. With words
    or a facet with an index a few more are planned, to read what is rare by that. `among` leaves
    those that have the words.
    """

    def further(name: str) -> int:
        return count_at_most(ground.order, ground.passing(among, tests, name))

    try:
        every = ground.passing(among, tests)
        way = ground.way(every, tests, has_words=has_words)
        first, has_all = _first(ground, every, way, tests, wish)
        beyond = _beyond(ground, among, tests, None if has_all else way, has_words=has_words)
    except EmptyResultSet:  # nothing in the words is a word
        none = dict.fromkeys(["", *tests], 0)
        return Counts(rows={}, passing=none, count=further, way=Way(ground.order))
    rows = {
        name: _in_order(Counter(_options(name, first, name in ground.several)))
        for name in ground.options
        if name not in tests
    }
    rows |= {name: _in_order(beyond[name]) for name in tests}
    passing = {name: _all(beyond[name], name in ground.several) for name in tests}
    passing[""] = len(first) if has_all else beyond[""].total()
    return Counts(rows=rows, passing=passing, count=further, way=way, first=first, has_all=has_all)


def count_at_most(order: Order, found: QuerySet[Any]) -> int:
    """How many there are, at most `COUNTED`."""
    return Way(order).first(found, COUNTED).count()


def option_of(conditions: Sequence[tuple[str, Q]]) -> Case:
    """The option of a facet whose options are fixed: the first whose condition holds."""
    whens = [When(condition, then=Value(value)) for value, condition in conditions]
    return Case(*whens, default=None, output_field=TextField())


def _first(
    ground: Ground, every: QuerySet[Any], way: Way, tests: Mapping[str, Q], wish: Wish
) -> tuple[list[Row], bool]:
    """The first in order, with the options of facets that are not in use; and whether all."""
    free = {f"_{name}_option": o for name, o in ground.options.items() if name not in tests}
    most, key = max(wish.most, FACETED + 1), ground.order.key
    columns = {**wish.values, **free, "_at": F(key)}
    rows = [*way.first(every, most).annotate(**columns).values("pk", *columns)]
    return sorted(rows, key=lambda r: (r["_at"], r["pk"]), reverse=True), len(rows) < most


def _options(name: str, first: Sequence[Row], is_several: bool) -> Iterable[Any]:  # noqa: FBT001
    column = (row[f"_{name}_option"] for row in first[: FACETED + 1])
    return chain.from_iterable(column) if is_several else column


def _in_order(counted: Mapping[Any, int]) -> dict[str, int]:
    """The options, the most frequent first; not what has none."""
    options = [(str(key), many) for key, many in counted.items() if key is not None]
    return dict(sorted(options, key=lambda option: (-option[1], option[0])))


def _all(counted: Counter[Any], is_several: bool) -> int:  # noqa: FBT001
    """How many were looked at: of a facet with several options each says so once."""
    return counted[None] if is_several else counted.total()


def _beyond(
    ground: Ground, among: Among, tests: Mapping[str, Q], way: Way | None, *, has_words: bool
) -> Mapping[str, Counter[Any]]:
    """How many there are where a way leads on (by ""), and the facets in use (1 query or none)."""
    parts: list[str] = []
    params: list[Any] = []
    if way:
        found, params = _sql(way.some(ground.passing(among, tests), COUNTED + 1), {})
        parts.append(_TOTAL.format(found=found, counted=COUNTED + 1))
    for name in tests:
        others = ground.passing(among, tests, name)
        other_way = ground.way(others, tests.keys() - {name}, has_words=has_words)
        first = other_way.first(others, FACETED + 1)
        sql, of_facet = _sql(first, {name: ground.options[name]})
        template = _SEVERAL_OF_ONE if name in ground.several else _ONE
        parts.append(template.format(facet=name, found=sql))
        params += of_facet
    counted: dict[str, Counter[Any]] = {name: Counter() for name in ["", *tests]}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("\nUNION ALL ".join(parts), params)
            for facet, option, many in cursor.fetchall():
                counted[facet][option] = many
    return counted


def _sql(found: QuerySet[Any], options: Mapping[str, Any]) -> tuple[str, list[Any]]:
    columns = {f"_{name}": option for name, option in options.items()}
    sql, params = found.annotate(**columns).values(*columns or ["pk"]).query.sql_with_params()
    return sql, list(params)
