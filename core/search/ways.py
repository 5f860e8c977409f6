"""The first of what was found in an order that has an index, by the way that reads the fewest rows.

Rows are either walked in that order until enough of them fit, or all that fit are taken from an
index of words or skills and put in order. Postgres holds looking for words in a row to be as cheap
as comparing two numbers, and so walks too often; how many rows fit it estimates well.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from core.memory import Memory

COUNTED = 1000  # results: of more than these nobody says how many there are
_expected: Memory[str, int] = Memory()  # rows, by the conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A column that is walked downwards, and how many rows are taken from an index instead.

    So many rows, as Postgres expects them, take as long as walking until `COUNTED` fit; where
    fewer are wanted, a walk is shorter, and so fewer are taken.
    """

    key: str
    most: int  # of an index of words, perhaps with that of a facet
    most_of_facet: int  # of the index of a facet alone, which a walk looks for sooner


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
