"""The first of what was found in an order that has an index, by the way that reads the fewest rows.

Rows are either walked in that order until enough of them fit, or all that fit are taken from an
index of words or skills and put in order. Postgres holds looking for words in a row to be as cheap
as comparing two numbers, and so walks too often; how many rows fit it estimates well.

Of words in very many rows nobody counts all: what is found among the newest tells enough.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from core.memory import Memory

COUNTED = 1000  # results: of more than these nobody says how many there are
# Two and a half times as many as are counted fit, if Postgres is right and the newest bear it out.
PLENTY = 5 * COUNTED // 2
MARGIN = 2  # times as many as are wanted should fit among the newest
# Words in an eighth of all rows are as soon met on a walk as put together from two indexes.
MOST_JOINED = 1 / 8
# Where the hundredths of all rows begin, as ANALYZE found them
_MARKS = """
SELECT histogram_bounds::text::timestamptz[] FROM pg_stats
WHERE schemaname = ANY(current_schemas(false)) AND tablename = %s AND attname = %s
"""
_expected: Memory[str, int] = Memory()  # rows, by the conditions
_marks: Memory[str, Sequence[datetime]] = Memory()  # by the table, see `_since`


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A column that is walked downwards, and how many rows are taken from an index instead.

    So many rows, as Postgres expects them, take as long as walking until `COUNTED` fit; where
    fewer are wanted, a walk is shorter, and so fewer are taken.
    """

    key: str
    most: int  # of an index of words, perhaps with that of a facet
    most_of_facet: int  # of the index of a facet alone, which a walk looks for sooner
    is_time: bool = False  # so that the newest rows are those since some moment


@dataclass(frozen=True, slots=True)
class Way:
    """How to read what was found."""

    order: Order
    many: int | None = None  # rows that Postgres expects, where they have an index
    most: int = 0  # of them that are taken where `COUNTED` are wanted

    @classmethod
    def to(cls, found: QuerySet[Any], order: Order, *, has_words: bool) -> "Way":
        """The better one for conditions that have an index (1 query, which only plans)."""
        return cls(order, expected(found), order.most if has_words else order.most_of_facet)

    def takes(self, wanted: int) -> bool:
        """Whether all that fit are taken from an index to find so many, rather than walking.

        A walk reads as many times more rows as fewer fit, so the two meet at a square root.
        """
        return self.many is not None and self.many**2 * COUNTED <= self.most**2 * wanted

    def first(self, found: QuerySet[Any], most: int) -> QuerySet[Any]:
        """So many of the first, in no order where they were taken."""
        key = F(self.order.key)
        if not self.takes(most):
            return found.order_by(key.desc(), F("pk").desc())[:most]
        unindexed = Coalesce(key, key)  # the same, but nothing to walk by
        taken = found.order_by(unindexed.desc(), F("pk").desc()).values("pk")
        rows: QuerySet[Model] = QuerySet(found.model)
        return rows.filter(pk__in=taken[:most]).order_by()

    def some(self, found: QuerySet[Any], most: int) -> QuerySet[Any]:
        """So many of the first, or all in no order where they are taken.

        Every row has a column `search`. To ask for it keeps Postgres from reading all of the index
        that is walked, which does not hold it, only since it holds everything else.
        """
        if self.takes(most):
            return found.filter(search__isnull=False).order_by()
        return self.first(found, most)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest rows alone: where enough fit among them, more than `COUNTED` fit altogether.

    That is told, not counted to the end, from two things that must agree: what Postgres expects,
    and how near to each other the newest stand. As many among so small a share of all rows make at
    least `PLENTY / MARGIN` in all of them, which is above `COUNTED`.
    """

    order: Order
    since: datetime
    is_walked: bool

    @classmethod
    def of(cls, way: Way, rows: QuerySet[Any], wanted: int) -> "Newest | None":
        """Those among which so many should fit; None where fewer than `PLENTY` are expected.

        2 queries, and none asked of late: one only plans, one reads what ANALYZE has found.
        """
        if way.many is None or way.many < PLENTY or not way.order.is_time:
            return None
        every = expected(rows)
        since = _since(rows.model, way.order.key, MARGIN * wanted / way.many)
        if every is None or since is None:
            return None
        return cls(way.order, since, way.many > every * MOST_JOINED)

    def first(self, found: QuerySet[Any], wanted: int) -> QuerySet[Any]:
        """So many of the first, or all of the newest in no order where two indexes tell them."""
        key = F(self.order.key)
        newest = found.filter(**{f"{self.order.key}__gte": self.since})
        if self.is_walked:
            return newest.order_by(key.desc(), F("pk").desc())[:wanted]
        return newest.filter(search__isnull=False).order_by()


def _since(model: type[Model], column: str, share: float) -> datetime | None:
    """Where the newest share of all rows began when Postgres last looked; None if it never did."""
    table = model._meta.db_table

    def ask(_tables: Collection[str]) -> Mapping[str, Sequence[datetime]]:
        with connection.cursor() as cursor:
            cursor.execute(_MARKS, [table, column])
            found = cursor.fetchone()
        return {table: found[0]} if found and found[0] else {}

    marks = _marks.of([table], ask).get(table)
    return marks[int((len(marks) - 1) * (1 - min(share, 1)))] if marks else None


def expected(found: QuerySet[Any]) -> int | None:
    """How many rows Postgres expects, as it said of late (else 1 query, which only plans).

    None if no word is a word.
    """
    rows = found.order_by().values("pk")

    def plan(_key: Collection[str]) -> Mapping[str, int]:
        told = rows.explain(format="json")
        return {key: int(json.loads(told)[0]["Plan"]["Plan Rows"])}

    try:
        key = repr(rows.query.sql_with_params())
    except EmptyResultSet:
        return None
    return _expected.of([key], plan)[key]


def by_row(test: Q) -> Q:
    """The same condition, put so that it is soonest told of a row; no index knows it like that."""
    children = [_held(child) if isinstance(child, tuple) else child for child in test.children]
    return Q.create(children, test.connector, negated=test.negated)


def _held(child: tuple[str, Any]) -> tuple[str, Any]:
    name, value = child
    if name.endswith("__contains") and isinstance(value, list) and len(value) == 1:
        return name.removesuffix("contains") + Holds.lookup_name, value[0]
    return child


@ArrayField.register_lookup
class Holds(Lookup[Any]):
    """Whether a list has one thing: twice as soon told of a row as `contains`."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`5 = ANY(skill_ids)`"""
        array, params = self.process_lhs(compiler, connection)
        return f"%s = ANY({array})", (self.rhs, *params)
