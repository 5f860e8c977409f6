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
    most: int  # rows that Postgres expects of an index of words, where a walk takes as long
    most_of_facet: int  # the same for the index of a facet, whose rows it does not overestimate
    most_to_count: int  # the same where any rows will do, since they are only counted
    joins: bool = False  # whether another table is looked up for each row


@dataclass(frozen=True, slots=True)
class Way:
    """How to read what was found."""

    order: Order
    takes: bool = False  # all that fit from an index, rather than walking
    takes_to_count: bool = False

    @classmethod
    def to(cls, found: QuerySet[Any], order: Order, *, has_facets: bool) -> "Way":
        """The better one for conditions that have an index (1 query, which only plans)."""
        many = expected(found)
        if many is None:
            return cls(order)
        most = order.most_of_facet if has_facets else order.most
        return cls(order, takes=many <= most, takes_to_count=many <= order.most_to_count)

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
        """So many of them to be counted, or all where reading fewer would be planned worse.

        Postgres would read a table whole rather than an index of words for the sake of a few. Where
        it joins, it would prepare for all.
        """
        if not self.takes_to_count:
            return Way(self.order).first(found, most)
        return found.order_by()[:most] if self.order.joins else found.order_by()


def expected(found: QuerySet[Any]) -> int | None:
    """How many rows Postgres expects (1 query, which only plans); None if no word is a word."""
    told = found.order_by().values("pk").explain(format="json")
    return int(json.loads(told)[0]["Plan"]["Plan Rows"]) if told else None
