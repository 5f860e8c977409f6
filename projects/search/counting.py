"""Counts that never read more than a thousand and one postings, in one statement.

The total counts up to `COUNTED`. Each facet is counted among the newest `FACETED` postings that
pass all the other facets; where more pass, its numbers are the least that there are: “40+”.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from core.search.facets import all_of
from projects.models import Opening
from projects.search.newest import Way

COUNTED = 1000
FACETED = 250
MOST_SKILLS = 12
# Of the newest that pass all conditions: how many, and which where they are few; then every facet
# that is not in use, each row by the bits of those that it does not count.
_ALL = """
WITH found AS MATERIALIZED ({found})
SELECT '', '', CASE WHEN (SELECT count(*) FROM found) <= {few} THEN (SELECT count(*) FROM found)
  ELSE (SELECT count(*) FROM ({more}) more) END
UNION ALL SELECT '', string_agg(_pk::text, ','), count(*) FROM found HAVING count(*) <= {few}
"""
_OPTIONS_OF_ALL = """
UNION ALL SELECT GROUPING({columns})::text, coalesce({columns}), count(*) FROM found
  GROUP BY GROUPING SETS ({groups})
"""
_SKILLS_OF_ALL = """
UNION ALL (
  SELECT 'skill', skill::text, count(*) FROM found, unnest(_skill) skill GROUP BY skill
  ORDER BY 3 DESC, skill LIMIT {most}
)
"""
# Of the newest that pass all conditions but one: the facet of that one. NULL counts them all.
_ONE = "\nUNION ALL SELECT '{facet}', _{facet}, count(*) FROM ({found}) f{facet} GROUP BY 2"
_SKILLS_OF_ONE = """
UNION ALL SELECT 'skill', skill::text, count(*) FROM ({found}) fskill
  CROSS JOIN LATERAL unnest(_skill || NULL::bigint) skill GROUP BY 2
"""

Among = Callable[[QuerySet[Opening]], QuerySet[Opening]]  # those of them that have the words


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: options by facet, and how many pass all conditions, or all but one."""

    rows: Mapping[str, Mapping[str, int]]
    passing: Mapping[str, int]  # by the facet in use that is left out; all conditions: ""
    count: Callable[[str], int]  # the same, further than they were counted
    pks: Sequence[int] | None = None  # all that were found, where these are few
    way: Way = field(default_factory=Way)  # that leads to them

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
    among: Among,
    tests: Mapping[str, Q],
    buckets: Mapping[str, Sequence[tuple[str, Q]]],
    *,
    has_words: bool,
) -> Counts:
    """Count the postings that pass, and the options of each facet (1 query).

    With words or a skill a few more are planned, to read what is rare by its own index.

    `among` leaves those that have the words. `buckets` are the facets of fixed options: the first
    condition that holds names the option. Categories, skills and regions are counted by their keys.
    """
    ways = {
        "category": Cast("category_id", TextField()),
        "region": F("region_id"),
        "skill": F("skill_ids"),
    } | {name: _bucket(conditions) for name, conditions in buckets.items()}

    def further(name: str) -> int:
        return count_at_most(_passing_all(among, tests, name))

    try:
        sql, params, way = _statement(among, tests, ways, has_words=has_words)
    except EmptyResultSet:  # nothing in the words is a word
        return Counts({}, dict.fromkeys(["", *tests], 0), further)
    bits = _by_bits(name for name in ways if name not in tests)
    rows: dict[str, dict[str | None, int]] = {}
    pks: list[int] | None = None
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for facet, key, many in sorted(cursor.fetchall(), key=lambda row: (-row[2], row[1] or "")):
            if facet or not key:
                rows.setdefault(bits.get(facet, facet), {})[key] = many
            else:
                pks = [*map(int, key.split(","))]
    passing = {name: _passing(name, rows.get(name, {})) for name in ["", *tests]}
    known = {facet: {key: n for key, n in of.items() if key} for facet, of in rows.items()}
    return Counts(known, passing, further, pks, way)


def _passing_all(among: Among, tests: Mapping[str, Q], but: str = "") -> QuerySet[Opening]:
    """Postgres asks in this order: words are the dearest to look for, so they come last."""
    return among(Opening.objects.filter(all_of(tests, but)))


def count_at_most(found: QuerySet[Opening]) -> int:
    """How many there are, at most `COUNTED`."""
    return Way().newest(found, COUNTED).count()


def _passing(name: str, of_facet: Mapping[str | None, int]) -> int:
    """A posting has one option of a facet or none, but may name many skills."""
    return of_facet.get(None, 0) if name == "skill" else sum(of_facet.values())


def _statement(
    among: Among, tests: Mapping[str, Q], ways: Mapping[str, Any], *, has_words: bool
) -> tuple[str, list[Any], Way]:
    free = {name: way for name, way in ways.items() if name not in tests}
    every = _passing_all(among, tests)
    way = Way.to(every, has_words=has_words) if has_words or "skill" in tests else Way()
    found, params = _sql(way.newest(every, FACETED + 1), {"pk": F("pk")} | free)
    more, more_params = _sql(way.some(every, COUNTED + 1), {})
    parts = [_ALL.format(found=found, more=more, few=FACETED)]
    params += more_params
    if names := _in_groups(free):
        columns = ", ".join(f"_{name}" for name in names)
        groups = ", ".join(f"(_{name})" for name in names)
        parts.append(_OPTIONS_OF_ALL.format(columns=columns, groups=groups))
    if "skill" in free:
        parts.append(_SKILLS_OF_ALL.format(most=MOST_SKILLS))
    for name in tests:
        others = _passing_all(among, tests, name)
        is_indexed = has_words or ("skill" in tests and name != "skill")
        other_way = Way.to(others, has_words=has_words) if is_indexed else Way()
        sql, of_facet = _sql(other_way.newest(others, FACETED + 1), {name: ways[name]})
        template = _SKILLS_OF_ONE if name == "skill" else _ONE
        parts.append(template.format(facet=name, found=sql))
        params += of_facet
    return "".join(parts), params, way


def _in_groups(facets: Iterable[str]) -> list[str]:
    """Facets of which a posting has one option or none."""
    return [name for name in facets if name != "skill"]


def _by_bits(facets: Iterable[str]) -> dict[str, str]:
    """What GROUPING says of each facet, as a text: a bit for every other one."""
    names = _in_groups(facets)
    return {str((2 ** len(names) - 1) ^ (1 << at)): name for at, name in enumerate(names[::-1])}


def _sql(found: QuerySet[Opening], ways: Mapping[str, Any]) -> tuple[str, list[Any]]:
    columns = {f"_{name}": way for name, way in ways.items()}
    sql, params = found.annotate(**columns).values(*columns or ["pk"]).query.sql_with_params()
    return sql, list(params)


def _bucket(conditions: Sequence[tuple[str, Q]]) -> Case:
    whens = [When(condition, then=Value(value)) for value, condition in conditions]
    return Case(*whens, default=None, output_field=TextField())
