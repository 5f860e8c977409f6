"""Pages by key: where one ends stands in the address of the next; none repeats or skips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from core.search.asked import Search

Row = TypeVar("Row", bound=Model)
Thing = TypeVar("Thing")
_LONGEST_NUMBER = 18  # digits that fit into BIGINT


@dataclass(frozen=True, slots=True)
class Key:
    """What an order sorts by: a column of whole numbers or of moments, then the id."""

    name: str
    is_downward: bool = True
    is_moment: bool = False

    @property
    def ordering(self) -> tuple[str, str]:
        sign = "-" if self.is_downward else ""
        return f"{sign}{self.name}", f"{sign}pk"

    def read(self, after: str) -> "Place | None":
        """Where the page before ended. None is the first page, also where it cannot be read."""
        text, _tilde, pk = after.partition("~")
        value = _moment(text) if self.is_moment else whole(text)
        number = whole(pk)
        if value is None or number is None or number < 0:
            return None
        return Place(key=self, value=value, pk=number)

    def place_of(self, row: Any) -> "Place":
        return Place(key=self, value=getattr(row, self.name), pk=row.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the page before ended."""

    key: Key
    value: datetime | int
    pk: int

    def __str__(self) -> str:
        text = self.value.isoformat() if isinstance(self.value, datetime) else str(self.value)
        return f"{text}~{self.pk}"

    @property
    def beyond(self) -> Q:
        """What comes after."""
        name, than = self.key.name, "lt" if self.key.is_downward else "gt"
        return Q(**{f"{name}__{than}e": self.value}) & (
            Q(**{f"{name}__{than}": self.value}) | Q(**{f"pk__{than}": self.pk})
        )


def page_by(key: Key, rows: QuerySet[Row], search: Search, size: int) -> tuple[Sequence[Row], str]:
    """One page of rows, and the address of the next, empty after the last (1 query)."""
    place = key.read(search.after)
    beyond = rows.filter(place.beyond if place else Q()).order_by(*key.ordering)
    return page_of(key, list(beyond[: size + 1]), search, size)


def page_of(
    key: Key, page: Sequence[Thing], search: Search, size: int
) -> tuple[Sequence[Thing], str]:
    """One page of rows of which one more was read, and the address of the next."""
    is_more = len(page) > size
    more = search.query(after=str(key.place_of(page[size - 1]))) if is_more else ""
    return page[:size], more


def whole(text: str) -> int | None:
    """A whole number that fits into a column, or None."""
    try:
        return int(text) if text.isascii() and len(text) <= _LONGEST_NUMBER else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        # In UTC, since Postgres knows no zones as far away as Python does.
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
