"""Counts that never read more than a thousand and one results.

The total counts up to `COUNTED`. Each facet is counted among the first `FACETED` results that pass
all the other facets; where more pass, its numbers are the least that there are: “40+”. One look at
the first results gives the total, the options of every facet that is not in use, and what a page
is made of.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from core.search.facets import all_of
from core.search.ways import COUNTED, Newest, Order, Way, by_row

FACETED = 250
# Which they are, then how many and what is to be known of the first. Being materialized, they are
# planned as if all were read: by an index of words, where that is the way.
_FIRST = "WITH hits (pk, _at) AS MATERIALIZED ({hits}) {first}"
_MANY = "(SELECT count(*) FROM (SELECT FROM {hits} counted LIMIT %s) counted)"
_OF_HITS = "ARRAY(SELECT pk FROM hits ORDER BY _at DESC, pk DESC LIMIT %s)"
# Of the first that pass all conditions but one: the facet of that one. NULL counts them all.
_ONE = "SELECT '{facet}', _{facet}::text, count(*) FROM ({found}) f{facet} GROUP BY 2"
_SEVERAL_OF_ONE = """
SELECT '{facet}', one::text, count(*) FROM ({found}) f{facet}
  CROSS JOIN LATERAL unnest(array_append(_{facet}, NULL)) one GROUP BY 2
"""


class Words(Protocol):
    """What is asked of each row beside the facets."""

    @property
    def has_words(self) -> bool:
        """Whether any were asked for."""

    def among(self, rows: QuerySet[Any], /) -> QuerySet[Any]:
        """Those of them that have the words."""

    def likely(self, rows: QuerySet[Any], /) -> QuerySet[Any]:
        """As many, as Postgres expects them."""


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is counted, and by what."""

    rows: QuerySet[Any]  # everything that can be found
    as_of: Q  # what of it was there when the first page was read
    order: Order
    options: Mapping[str, Any]  # what says which option of a facet a row has
    several: Collection[str]  # those facets of which a row may have several: arrays
    indexed: Collection[str] = ()  # those by which rows may be taken from an index
    # Facets in use whose rows stand in a list of their own, in the order: each its number and key.
    lists: Mapping[str, QuerySet[Any]] = field(default_factory=dict)

    def passing(
        self, words: Words, tests: Mapping[str, Q], but: str = "", *, is_walked: bool = False
    ) -> QuerySet[Any]:
        """Postgres asks in this order: words are the dearest to look for, so they come last."""
        if is_walked:
            tests = {n: by_row(test) if n in self.indexed else test for n, test in tests.items()}
        return words.among(self.rows.filter(self.as_of, all_of(tests, but)))

    def way(self, words: Words, tests: Mapping[str, Q], but: str = "") -> Way:
        """How to read what passes (1 query where an index may help, none asked of late)."""
        has_facets = not set(self.indexed).isdisjoint(tests.keys() - {but})
        if words.has_words or has_facets:
            likely = words.likely(self.rows.filter(all_of(tests, but)))
            return Way.to(likely, self.order, has_words=words.has_words)
        return Way(self.order)

    def listed(self, words: Words, tests: Mapping[str, Q]) -> QuerySet[Any] | None:
        """The list that holds just what passes, if there is one."""
        is_alone = len(tests) == 1 and not words.has_words
        return self.lists.get(*tests) if is_alone else None

    def options_in(self, name: str, first: Sequence[Row]) -> Iterable[Any]:
        """Every option of a facet that the first rows have."""
        column = (row[f"_{name}_option"] for row in first[: FACETED + 1])
        return chain.from_iterable(column) if name in self.several else column

    def looked_at(self, name: str, counted: Counter[Any]) -> int:
        """How many rows were: one with several options is counted once, as None."""
        return counted[None] if name in self.several else counted.total()


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
    first: Sequence[Row] = ()  # of all that were found, with their `pk` and values

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

    @property
    def has_all(self) -> bool:
        """Whether the first are all that there are."""
        return len(self.first) == self.passing[""]

    def is_least(self, name: str) -> bool:
        """Whether there may be more of the options of a facet than were counted."""
        return self.passing.get(name, self.passing[""]) > FACETED

    def of(self, name: str) -> Mapping[str, int]:
        """The options of a facet that bring something, by their values, the most frequent first."""
        return self.rows.get(name, {})


def count(ground: Ground, words: Words, tests: Mapping[str, Q], wish: Wish) -> Counts:
    """Count what passes, and the options of each facet; look at the first that pass.

    One query for the first, and one where facets are in use. With words or a facet with an index
    a few more are planned, to read what is rare by that.
    """

    def further(name: str) -> int:
        return count_at_most(ground.order, ground.passing(words, tests, name))

    try:
        first, many = _first(ground, words, tests, wish)
        others = _others(ground, words, tests) if tests else {}
    except EmptyResultSet:  # nothing in the words is a word
        none = dict.fromkeys(["", *tests], 0)
        return Counts(rows={}, passing=none, count=further)
    rows = {
        name: _in_order(Counter(ground.options_in(name, first)))
        for name in ground.options
        if name not in tests
    }
    return Counts(
        rows=rows | {name: _in_order(counted) for name, counted in others.items()},
        passing={"": many, **{name: ground.looked_at(name, others[name]) for name in tests}},
        count=further,
        first=first,
    )


def count_at_most(order: Order, found: QuerySet[Any]) -> int:
    """How many there are, at most `COUNTED`."""
    return Way(order).first(found, COUNTED).count()


def option_of(conditions: Sequence[tuple[str, Q]]) -> Case:
    """The option of a facet whose options are fixed: the first whose condition holds."""
    whens = [When(condition, then=Value(value)) for value, condition in conditions]
    return Case(*whens, default=None, output_field=TextField())


def _first(
    ground: Ground, words: Words, tests: Mapping[str, Q], wish: Wish
) -> tuple[list[Row], int]:
    """The first in order, with the options of facets that are not in use; and how many fit."""
    most = max(wish.most, FACETED + 1)
    free = {f"_{name}_option": o for name, o in ground.options.items() if name not in tests}
    columns = {**wish.values, **free, "_at": F(ground.order.key)}
    if not words.has_words and not tests:
        every = ground.passing(words, tests)
        return _read(_in_a_row(every, Way(ground.order), most, columns), columns)
    if (listed := ground.listed(words, tests)) is not None:
        return _read(_by_their_keys(ground.rows, listed[: COUNTED + 1], most, columns), columns)
    way = ground.way(words, tests)
    newest = None if tests else Newest.of(way, ground.rows, most)
    if newest is not None:
        hits = _marked(newest.first(ground.passing(words, tests), most), ground)
        first, many = _read(_by_their_keys(ground.rows, hits, most, columns), columns)
        if many >= most:
            return first, COUNTED + 1
    every = ground.passing(words, tests, is_walked=not way.takes(COUNTED + 1))
    hits = _marked(way.some(every, COUNTED + 1), ground)
    return _read(_by_their_keys(ground.rows, hits, most, columns), columns)


def _read(query: tuple[str, Sequence[Any]], columns: Collection[str]) -> tuple[list[Row], int]:
    with connection.cursor() as cursor:
        cursor.execute(*query)
        names = ("pk", *columns, "_many")
        rows: list[Row] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    in_order = sorted(rows, key=lambda r: (r["_at"], r["pk"]), reverse=True)
    return in_order, rows[0]["_many"] if rows else 0


def _in_a_row(
    every: QuerySet[Any], way: Way, most: int, columns: Mapping[str, Any]
) -> tuple[str, Sequence[Any]]:
    """Read the first from the table as they lie there, and count from an index alone."""
    counted, params = way.first(every, COUNTED + 1).values("pk").query.sql_with_params()
    many = _raw(_MANY.format(hits=f"({counted})"), *params, COUNTED + 1)
    first = way.first(every, most).annotate(**columns, _many=many)
    sql, more = first.values("pk", *columns, "_many").query.sql_with_params()
    return sql, more


def _marked(found: QuerySet[Any], ground: Ground) -> QuerySet[Any]:
    """Of each its number and its key."""
    hits: QuerySet[Any] = found.annotate(_at=F(ground.order.key)).values("pk", "_at")
    return hits


def _by_their_keys(
    rows: QuerySet[Any], marked: QuerySet[Any], most: int, columns: Mapping[str, Any]
) -> tuple[str, Sequence[Any]]:
    """Find all once, for that may take long, and look up the first of them as their keys run."""
    hits, params = marked.query.sql_with_params()
    found: QuerySet[Any] = QuerySet(rows.model)
    found = found.filter(_IsAny(F("pk"), _raw(_OF_HITS, most))).order_by()
    found = found.annotate(**columns, _many=_raw(_MANY.format(hits="hits"), COUNTED + 1))
    first, more = found.values("pk", *columns, "_many").query.sql_with_params()
    return _FIRST.format(hits=hits, first=first), [*params, *more]


def _raw(text: str, *params: Any) -> RawSQL:
    return RawSQL(text, params, IntegerField())  # noqa: S611 -- texts of ours, above


class _IsAny(Func):
    """A column is among the things of a list, which is sorted for its index."""

    template, arg_joiner = "%(expressions)s", " = ANY"
    output_field = BooleanField()


def _in_order(counted: Mapping[Any, int]) -> dict[str, int]:
    """The options, the most frequent first; not what has none."""
    options = [(str(key), many) for key, many in counted.items() if key is not None]
    return dict(sorted(options, key=lambda option: (-option[1], option[0])))


def _others(ground: Ground, words: Words, tests: Mapping[str, Q]) -> Mapping[str, Counter[Any]]:
    """The facets in use, each among the first that pass the others (1 query)."""
    parts: list[str] = []
    params: list[Any] = []
    for name in tests:
        way = ground.way(words, tests, name)
        others = ground.passing(words, tests, name, is_walked=not way.takes(FACETED + 1))
        sql, of_facet = _sql(way.first(others, FACETED + 1), {name: ground.options[name]})
        template = _SEVERAL_OF_ONE if name in ground.several else _ONE
        parts.append(template.format(facet=name, found=sql))
        params += of_facet
    counted: dict[str, Counter[Any]] = {name: Counter() for name in tests}
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL ".join(parts), params)
        for facet, option, many in cursor.fetchall():
            counted[facet][option] = many
    return counted


def _sql(found: QuerySet[Any], options: Mapping[str, Any]) -> tuple[str, list[Any]]:
    columns = {f"_{name}": option for name, option in options.items()}
    sql, params = found.annotate(**columns).values(*columns).query.sql_with_params()
    return sql, list(params)
