"""Counts that never read more than a thousand and one results, in one statement.

The total counts up to `COUNTED`. Each facet is counted among the first `FACETED` results that pass
all the other facets; where more pass, its numbers are the least that there are: “40+”.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When

from core.search.facets import all_of
from core.search.ways import Order, Way

COUNTED = 1000
FACETED = 250
MOST_OF_SEVERAL = 30  # options of a facet of which a result may have several
# Of the first that pass all conditions: how many, and which where they are few; then every facet
# that is not in use, each row by the bits of those that it does not count. No more of `more` is
# read than is counted, but being materialized it is planned as if it were: by an index of words.
_ALL = """
WITH found AS MATERIALIZED ({found}), more AS MATERIALIZED ({more})
SELECT '', '', CASE WHEN (SELECT count(*) FROM found) <= {few} THEN (SELECT count(*) FROM found)
  ELSE (SELECT count(*) FROM (SELECT FROM more LIMIT {counted}) counted) END
UNION ALL SELECT '', string_agg(_pk::text, ','), count(*) FROM found HAVING count(*) <= {few}
"""
_OPTIONS_OF_ALL = """
UNION ALL SELECT GROUPING({columns})::text, coalesce({columns}), count(*) FROM found
  GROUP BY GROUPING SETS ({groups})
"""
_SEVERAL_OF_ALL = """
UNION ALL (
  SELECT '{facet}', one::text, count(*) FROM found, unnest(_{facet}) one GROUP BY one
  ORDER BY 3 DESC, one LIMIT {most}
)
"""
# Of the first that pass all conditions but one: the facet of that one. NULL counts them all.
_ONE = "\nUNION ALL SELECT '{facet}', _{facet}, count(*) FROM ({found}) f{facet} GROUP BY 2"
_SEVERAL_OF_ONE = """
UNION ALL SELECT '{facet}', one::text, count(*) FROM ({found}) f{facet}
  CROSS JOIN LATERAL unnest(array_append(_{facet}, NULL)) one GROUP BY 2
"""

Among = Callable[[QuerySet[Any]], QuerySet[Any]]  # those of them that have the words


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

    def in_groups(self, facets: Iterable[str]) -> list[str]:
        """Facets of which a row has one option or none."""
        return [name for name in facets if name not in self.several]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: options by facet, and how many pass all conditions, or all but one."""

    rows: Mapping[str, Mapping[str, int]]
    passing: Mapping[str, int]  # by the facet in use that is left out; all conditions: ""
    count: Callable[[str], int]  # the same, further than they were counted
    way: Way  # that leads to them
    pks: Sequence[int] | None = None  # all that were found, where these are few

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


def count(ground: Ground, among: Among, tests: Mapping[str, Q], *, has_words: bool) -> Counts:
    """Count what passes, and the options of each facet (1 query).

    With words or a facet with an index a few more are planned, to read what is rare by that.
    `among` leaves those that have the words.
    """

    def further(name: str) -> int:
        return count_at_most(ground.order, ground.passing(among, tests, name))

    try:
        sql, params, way = _statement(ground, among, tests, has_words=has_words)
    except EmptyResultSet:  # nothing in the words is a word
        return Counts({}, dict.fromkeys(["", *tests], 0), further, Way(ground.order))
    bits = _by_bits(ground.in_groups(name for name in ground.options if name not in tests))
    rows: dict[str, dict[str | None, int]] = {}
    pks: list[int] | None = None
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for facet, key, many in sorted(cursor.fetchall(), key=lambda row: (-row[2], row[1] or "")):
            if facet or not key:
                rows.setdefault(bits.get(facet, facet), {})[key] = many
            else:
                pks = [*map(int, key.split(","))]
    passing = {
        name: rows.get(name, {}).get(None, 0)
        if name in ground.several
        else sum(rows.get(name, {}).values())
        for name in ["", *tests]
    }
    known = {facet: {key: n for key, n in of.items() if key} for facet, of in rows.items()}
    return Counts(known, passing, further, way, pks)


def count_at_most(order: Order, found: QuerySet[Any]) -> int:
    """How many there are, at most `COUNTED`."""
    return Way(order).first(found, COUNTED).count()


def option_of(conditions: Sequence[tuple[str, Q]]) -> Case:
    """The option of a facet whose options are fixed: the first whose condition holds."""
    whens = [When(condition, then=Value(value)) for value, condition in conditions]
    return Case(*whens, default=None, output_field=TextField())


def _statement(
    ground: Ground, among: Among, tests: Mapping[str, Q], *, has_words: bool
) -> tuple[str, list[Any], Way]:
    free = {name: way for name, way in ground.options.items() if name not in tests}
    every = ground.passing(among, tests)
    way = ground.way(every, tests, has_words=has_words)
    found, params = _sql(way.first(every, FACETED + 1), {"pk": F("pk")} | free)
    more, more_params = _sql(way.some(every, COUNTED + 1), {})
    parts = [_ALL.format(found=found, more=more, few=FACETED, counted=COUNTED + 1)]
    params += more_params
    if names := ground.in_groups(free):
        columns = ", ".join(f"_{name}" for name in names)
        groups = ", ".join(f"(_{name})" for name in names)
        parts.append(_OPTIONS_OF_ALL.format(columns=columns, groups=groups))
    parts += [
        _SEVERAL_OF_ALL.format(facet=name, most=MOST_OF_SEVERAL)
        for name in free
        if name in ground.several
    ]
    for name in tests:
        others = ground.passing(among, tests, name)
        other_way = ground.way(others, tests.keys() - {name}, has_words=has_words)
        first = other_way.first(others, FACETED + 1)
        sql, of_facet = _sql(first, {name: ground.options[name]})
        template = _SEVERAL_OF_ONE if name in ground.several else _ONE
        parts.append(template.format(facet=name, found=sql))
        params += of_facet
    return "".join(parts), params, way


def _by_bits(names: Sequence[str]) -> dict[str, str]:
    """What GROUPING says of each facet, as a text: a bit for every other one."""
    return {str((2 ** len(names) - 1) ^ (1 << at)): name for at, name in enumerate(names[::-1])}


def _sql(found: QuerySet[Any], options: Mapping[str, Any]) -> tuple[str, list[Any]]:
    columns = {f"_{name}": option for name, option in options.items()}
    sql, params = found.annotate(**columns).values(*columns or ["pk"]).query.sql_with_params()
    return sql, list(params)
