"""The newest of what was found, by the way that reads the fewest rows.

Openings are either walked by date until enough of them fit, or all that fit are taken from an index
of words or skills and put in order. Postgres holds looking for words in a row to be as cheap as
comparing two numbers, and so walks too often; how many rows fit it estimates well.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from projects.models import Opening

# Rows that an index brings in the time that a walk takes: with words, and with a skill alone.
MOST_TAKEN, MOST_SKILLED = 5000, 3000
# The same where any rows will do, since they are only counted.
MOST_TAKEN_TO_COUNT = 9000


@dataclass(frozen=True, slots=True)
class Way:
    """How to read what was found."""

    takes: bool = False  # all that fit from an index, rather than walking by date
    takes_to_count: bool = False

    @classmethod
    def to(cls, found: QuerySet[Any], *, has_words: bool) -> "Way":
        """The better one for conditions that have an index (1 query, which only plans)."""
        told = found.order_by().values("pk").explain(format="json")
        if not told:  # nothing in the words is a word
            return cls()
        expected = int(json.loads(told)[0]["Plan"]["Plan Rows"])
        most = MOST_TAKEN if has_words else MOST_SKILLED
        return cls(takes=expected <= most, takes_to_count=expected <= MOST_TAKEN_TO_COUNT)

    def newest(self, found: QuerySet[Opening], most: int) -> QuerySet[Opening]:
        """So many of the latest, in no order where they were taken."""
        if not self.takes:
            return found.order_by(F("published_at").desc(), F("pk").desc())[:most]
        moment = F("published_at") + timedelta(0)  # a sum has no index to walk
        taken = found.order_by(moment.desc(), F("pk").desc()).values("pk")
        return Opening.objects.filter(pk__in=taken[:most]).order_by()

    def some(self, found: QuerySet[Opening], most: int) -> QuerySet[Opening]:
        """So many of them, to be counted."""
        return found.order_by()[:most] if self.takes_to_count else Way().newest(found, most)
