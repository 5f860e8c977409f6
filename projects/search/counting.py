"""Counts that never read more than a thousand and one postings, in one statement.

The total counts up to `COUNTED`. Each facet is counted among the newest `FACETED` postings that
pass all the other facets; where more pass, its numbers are the least that there are: “40+”.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import get_language

from core.search.facets import all_of
from core.search.groups import Row
from projects.models import Project

COUNTED = 1000
FACETED = 250
MOST_SKILLS = 12
_SKILLS = """
SELECT number, 'skill', skill_id::text, count(*) FROM found
JOIN projects_project_skills ON project_id = found.id WHERE number = {number} GROUP BY 1, 2, 3
"""
_TOTAL = """
SELECT {i}, 'total', '', CASE
  WHEN (SELECT count(*) FROM s{i}) <= {few} THEN (SELECT count(*) FROM s{i})
  ELSE (SELECT count(*) FROM ({sql}) more) END
"""
_ALL = """
WITH {sets}, found AS ({union}),
plain AS (
  SELECT number, facet, key, count(*) AS many FROM found
  CROSS JOIN LATERAL (VALUES {values}) facets (facet, key) GROUP BY 1, 2, 3
  UNION ALL {totals}
),
counted AS (SELECT * FROM plain UNION ALL {skills})
SELECT number, facet, coalesce(c.slug, s.slug, key), coalesce(c.{name}, s.{name}, r.name, ''),
  coalesce(p.code, ''), coalesce(p.name, ''), many
FROM counted
LEFT JOIN accounts_category c ON c.id = CASE facet WHEN 'category' THEN key::bigint END
LEFT JOIN accounts_skill s ON s.id = CASE facet WHEN 'skill' THEN key::bigint END
LEFT JOIN accounts_region r ON r.code = CASE facet WHEN 'region' THEN key END
LEFT JOIN accounts_region p ON p.code = r.province_id
WHERE key IS NOT NULL ORDER BY many DESC, 3
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, by set: the first is of all conditions, the others lack one of them."""

    sets: Sequence[str]
    rows: Mapping[tuple[int, str], Sequence[Row]]

    def __getitem__(self, name: str, /) -> int:
        """`total`, or `without_x` for a facet in use: at most `COUNTED`."""
        return min(self._all(self._set_of(name.removeprefix("without_"))), COUNTED)

    @property
    def is_more(self) -> bool:
        """Whether more than `COUNTED` fit."""
        return self._all(0) > COUNTED

    def is_least(self, name: str) -> bool:
        """Whether there may be more of the options of a facet than were counted."""
        return self._all(self._set_of(name)) > FACETED

    def of(self, name: str) -> Mapping[str, int]:
        """The options of a facet that bring something, by their values."""
        return {row[1]: row[5] for row in self._rows(name)}

    def named(self, skill: str) -> list[Row]:
        """Those of categories, regions and skills; of skills the chosen one and the next."""
        skills = sorted(self._rows("skill"), key=lambda row: row[1] != skill)[:MOST_SKILLS]
        return [*self._rows("category"), *skills, *self._rows("region")]

    def _rows(self, name: str) -> Sequence[Row]:
        return self.rows.get((self._set_of(name), name), [])

    def _set_of(self, name: str) -> int:
        return self.sets.index(name) if name in self.sets else 0

    def _all(self, number: int) -> int:
        return sum(row[5] for row in self.rows.get((number, "total"), []))


def count(
    base: QuerySet[Project],
    tests: Mapping[str, Q],
    buckets: Mapping[str, Sequence[tuple[str, Q]]],
) -> Counts:
    """Count the postings that pass, and the options of each facet (1 query).

    `buckets` are the facets of fixed options: the first condition that holds names the option.
    """
    sets = ["", *tests]
    ways = {name: _bucket(conditions) for name, conditions in buckets.items()}
    try:
        found = [base.filter(all_of(tests, name)).select_related(None) for name in sets]
        parts = [_newest(rows, ways) for rows in found]
        more = [_some(rows) for rows in found]
    except EmptyResultSet:  # nothing in the words is a word
        return Counts(sets, {})
    name = "name_id" if (get_language() or "en").startswith("id") else "name_en"
    sql = _ALL.format(
        sets=", ".join(f"s{i} AS MATERIALIZED ({part[0]})" for i, part in enumerate(parts)),
        union=" UNION ALL ".join(map("SELECT {0} AS number, * FROM s{0}".format, range(len(sets)))),
        values=", ".join(f"('{facet}', _{facet})" for facet in ("category", "region", *ways)),
        totals=" UNION ALL ".join(
            _TOTAL.format(i=i, few=FACETED, sql=some[0]) for i, some in enumerate(more)
        ),
        skills=_SKILLS.format(number=sets.index("skill") if "skill" in sets else 0),
        name=name,
    )
    rows: dict[tuple[int, str], list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for part in (*parts, *more) for value in part[1]])
        for number, *row in cursor.fetchall():
            rows.setdefault((number, row[0]), []).append(tuple(row))
    return Counts(sets, rows)


def count_at_most(found: QuerySet[Project]) -> int:
    """How many there are, at most `COUNTED`."""
    return found.order_by()[:COUNTED].count()


def _newest(found: QuerySet[Project], ways: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    columns = {
        "_category": Cast("category_id", TextField()),
        "_region": F("region_id"),
    } | {f"_{name}": way for name, way in ways.items()}
    newest = (
        found.order_by(F("published_at").desc(), F("pk").desc())
        .annotate(**columns)
        .values("id", *columns)[: FACETED + 1]
    )
    sql, params = newest.query.sql_with_params()
    return sql, params


def _some(found: QuerySet[Project]) -> tuple[str, Sequence[Any]]:
    newest = found.order_by(F("published_at").desc(), F("pk").desc()).values("id")
    return newest[: COUNTED + 1].query.sql_with_params()


def _bucket(conditions: Sequence[tuple[str, Q]]) -> Case:
    whens = [When(condition, then=Value(value)) for value, condition in conditions]
    return Case(*whens, default=None, output_field=TextField())
