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


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A column that is walked downwards, and how many rows are taken from an index instead."""

    key: str
    most: int  # rows that an index of words brings in the time that a walk takes
    most_of_facet: int  # the same for the index of a facet
    most_to_count: int  # the same where any rows will do, since they are only counted


@dataclass(frozen=True, slots=True)
class Way:
    """How to read what was found."""

    order: Order
    takes: bool = False  # all that fit from an index, rather than walking
    takes_to_count: bool = False

    @classmethod
    def to(cls, found: QuerySet[Any], order: Order, *, has_words: bool) -> "Way":
        """The better one for conditions that have an index (1 query, which only plans)."""
        told = found.order_by().values("pk").explain(format="json")
        if not told:  # nothing in the words is a word
            return cls(order)
        expected = int(json.loads(told)[0]["Plan"]["Plan Rows"])
        most = order.most if has_words else order.most_of_facet
        return cls(order, takes=expected <= most, takes_to_count=expected <= order.most_to_count)

    def first(self, found: QuerySet[Any], most: int) -> QuerySet[Any]:
        """So many of the first, in no order where they were taken."""
        key = F(self.order.key)
        if not self.takes:
            return found.order_by(key.desc(), F("pk").desc())[:most]
        unindexed = Coalesce(key, key)  # the same, but nothing to walk by
        taken = found.order_by(unindexed.desc(), F("pk").desc()).values("pk")
        rows: QuerySet[Model] = QuerySet(found.model)
        return rows.filter(pk__in=taken[:most]).order_by()

    def some(self, found: QuerySet[Any], most: int) -> QuerySet[Any]:
        """So many of them, to be counted."""
        return (
            found.order_by()[:most] if self.takes_to_count else Way(self.order).first(found, most)
        )
