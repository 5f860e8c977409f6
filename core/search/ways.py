"""The first of what was found in an order that has an index, by the way that reads the fewest rows.

Rows are either walked in that order until enough of them fit, or all that fit are taken from an
index of words or skills and put in order. Postgres holds looking for words in a row to be as cheap
as comparing two numbers, and so walks too often; how many rows fit it estimates well.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce

COUNTED = 1000  # results: of more than these nobody says how many there are


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
    """How many rows Postgres expects (1 query, which only plans); None if no word is a word."""
    told = found.order_by().values("pk").explain(format="json")
    return int(json.loads(told)[0]["Plan"]["Plan Rows"]) if told else None
