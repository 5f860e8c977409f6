"""Pages by key: where one ends stands in the address of the next; none repeats or skips."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from core.search.asked import Search

_LONGEST_NUMBER = 18  # digits that fit into BIGINT


@dataclass(frozen=True, slots=True)
class Key:
    """What an order sorts by: a column of whole numbers or of moments, then the id."""

    name: str
    is_downward: bool = True
    is_moment: bool = False
    has_moment: bool = False  # its values were counted as of a moment, which pages carry along

    @property
    def ordering(self) -> tuple[str, str]:
        sign = "-" if self.is_downward else ""
        return f"{sign}{self.name}", f"{sign}pk"

    def read(self, after: str) -> "Place | None":
        """Where the page before ended. None is the first page, also where it cannot be read."""
        text, _tilde, rest = after.partition("~")
        pk, _tilde, moment = rest.partition("~")
        value = _moment(text) if self.is_moment else _number(text)
        number = _number(pk)
        if value is None or number is None or number < 0:
            return None
        seconds = _number(moment)
        is_time = seconds is not None and 0 <= seconds < 10**11
        as_of = datetime.fromtimestamp(seconds or 0, UTC) if is_time else None
        return Place(key=self, value=value, pk=number, as_of=as_of)

    def next(self, search: Search, last: Any, as_of: datetime) -> str:
        """The address of the page after the one that ends with `last`."""
        value = getattr(last, self.name)
        text = value.isoformat() if isinstance(value, datetime) else str(value)
        when = f"~{int(as_of.timestamp())}" if self.has_moment else ""
        return search.query(after=f"{text}~{last.pk}{when}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the page before ended, and as of when its scores were counted."""

    key: Key
    value: datetime | int
    pk: int
    as_of: datetime | None

    @property
    def beyond(self) -> Q:
        """What comes after."""
        name, than = self.key.name, "lt" if self.key.is_downward else "gt"
        return Q(**{f"{name}__{than}e": self.value}) & (
            Q(**{f"{name}__{than}": self.value}) | Q(**{f"pk__{than}": self.pk})
        )


def next_second(now: datetime) -> datetime:
    """Whole seconds fit into an address, and what was published just now is found."""
    return now.replace(microsecond=0) + timedelta(seconds=1)


def _number(text: str) -> int | None:
    try:
        return int(text) if text.isascii() and len(text) <= _LONGEST_NUMBER else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
