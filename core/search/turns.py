"""The order by score, in which every fifth place is kept for a newcomer.

Newcomers and the others are two rows of people who both stand in the order of their scores. At
each place the better one of the two who are next is taken, but at every fifth place the newcomer
who is next. So each stands in exactly one place, and a page ends at one place in either row.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from core.search.asked import Search
from core.search.pages import Key, Place, whole

EVERY = 5
NEW_FOR = timedelta(days=90)
_KEY = Key("_score")
_LATEST = 10**11  # seconds since 1970
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Generic[Thing]):
    """A result; `is_kept_place` if it stands there because the place is kept for newcomers."""

    row: Thing
    is_kept_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Where the page before ended in either row, and as of when its scores were counted."""

    as_of: datetime
    others: Place | None = None
    newcomers: Place | None = None

    @classmethod
    def read(cls, after: str, now: datetime) -> "Turns":
        """The start, as of the next whole second, where the address says nothing readable."""
        moment, *numbers = after.split("~")
        seconds = whole(moment)
        if seconds is None or not 0 <= seconds < _LATEST or len(numbers) != 4:
            return cls(as_of=now.replace(microsecond=0) + timedelta(seconds=1))
        return cls(
            as_of=datetime.fromtimestamp(seconds, UTC),
            others=_KEY.read("~".join(numbers[:2])),
            newcomers=_KEY.read("~".join(numbers[2:])),
        )

    def __str__(self) -> str:
        places = (str(place) if place else "~" for place in (self.others, self.newcomers))
        return "~".join((str(int(self.as_of.timestamp())), *places))

    def page(self, rows: Iterable[Row], search: Search, size: int) -> tuple[list[Turn[Row]], str]:
        """One page, and the address of the next; rows carry `_score` and `_is_new`."""
        others, newcomers = deque[Row](), deque[Row]()
        for row in sorted(rows, key=_rank, reverse=True):
            before = self.newcomers if _is_new(row) else self.others
            if before is None or _rank(row) < (before.value, before.pk):
                (newcomers if _is_new(row) else others).append(row)
        page = _in_turn(others, newcomers, size)
        more = search.query(after=str(self._after(page))) if others or newcomers else ""
        return page, more

    def nearest(self, rows: QuerySet[Kept], size: int) -> QuerySet[Any]:
        """As many rows as a page of this size can need, where they are too heavy to read all."""
        beyond = Q(_is_new=False) & (self.others.beyond if self.others else Q())
        beyond |= Q(_is_new=True) & (self.newcomers.beyond if self.newcomers else Q())
        place = Window(
            RowNumber(),
            partition_by=F("_is_new"),
            order_by=[F("_score").desc(), F("pk").desc()],
        )
        return rows.filter(beyond).annotate(_place=place).filter(_place__lte=size + 1)

    def _after(self, page: Sequence[Turn[Row]]) -> "Turns":
        others, newcomers = self.others, self.newcomers
        for turn in page:
            if _is_new(turn.row):
                newcomers = _KEY.place_of(turn.row)
            else:
                others = _KEY.place_of(turn.row)
        return Turns(as_of=self.as_of, others=others, newcomers=newcomers)


def _in_turn(others: deque[Thing], newcomers: deque[Thing], size: int) -> list[Turn[Thing]]:
    """The places of a page; takes from both rows."""
    page: list[Turn[Thing]] = []
    while len(page) < size and (others or newcomers):
        is_better = bool(newcomers) and (not others or _rank(newcomers[0]) > _rank(others[0]))
        is_kept = bool(newcomers) and (len(page) + 1) % EVERY == 0
        row = newcomers.popleft() if is_better or is_kept else others.popleft()
        page.append(Turn(row=row, is_kept_place=is_kept and not is_better))
    return page


def _rank(row: Any) -> tuple[int, int]:
    return row._score, row.pk  # noqa: SLF001 -- as annotated


def _is_new(row: Any) -> bool:
    return bool(row._is_new)  # noqa: SLF001 -- as annotated
