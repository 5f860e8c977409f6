"""A provider's report beside the book, row by row. It only reads; others write what follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from payments.providers.base import Provider, Settled, Subject
from payments.services.booked import Booked, asked_first, booked_between, booked_for
from payments.states import CaseKind

AT_ONCE = 500
AROUND = timedelta(days=1)  # a provider's day and ours begin at other moments
_OUTWARD = frozenset({Subject.REFUND, Subject.PAYOUT, Subject.CHARGEBACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row that is not the same on both sides."""

    kind: CaseKind
    reported: Settled | None
    booked: Booked | None

    @property
    def subject(self) -> Subject:
        return self.side.subject

    @property
    def key(self) -> str:
        return self.booked.key if self.booked is not None else self.side.key

    @property
    def reference(self) -> str:
        return self.side.reference

    @property
    def at(self) -> datetime:
        return self.reported.settled_at if self.reported is not None else self._booked.at

    @property
    def side(self) -> Settled | Booked:
        """What is reported, or where nothing is, what is booked."""
        return self.reported if self.reported is not None else self._booked

    @property
    def _booked(self) -> Booked:
        assert self.booked is not None, "a difference has a side"
        return self.booked


@dataclass(slots=True)
class Comparison:
    """Counts, net sums by currency in minor units, and every difference."""

    reported: int = 0
    booked: int = 0
    matched: int = 0
    reported_net: dict[str, int] = field(default_factory=dict)
    booked_net: dict[str, int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


def compare(provider: Provider, since: datetime, until: datetime) -> Comparison:
    """Compare what a provider settled in a window with the book; call it outside a transaction."""
    comparison = Comparison()
    seen: set[tuple[str, str]] = set()
    begins = min(since, asked_first(provider.name, since, until) or since)
    listed = provider.list_settled(begins - AROUND, until)
    for rows in _in_portions(listed):
        book = booked_for(provider.name, rows)
        for row in rows:
            ours = book.get((row.subject, row.key or row.reference))
            name = (row.subject, ours.key if ours is not None else row.key or row.reference)
            is_twice = name in seen
            seen.add(name)
            if row.settled_at >= since or (ours is not None and ours.at >= since):
                _count(comparison, row, ours, is_twice=is_twice)
    for ours in booked_between(provider.name, since, until):
        comparison.booked += 1
        _add(comparison.booked_net, ours)
        if (ours.subject, ours.key) not in seen:
            _differ(comparison, CaseKind.MISSING_AT_PROVIDER, None, ours)
    return comparison


def _count(comparison: Comparison, row: Settled, ours: Booked | None, *, is_twice: bool) -> None:
    comparison.reported += 1
    _add(comparison.reported_net, row)
    if is_twice:
        _differ(comparison, CaseKind.DUPLICATE, row, ours)
    elif ours is None:
        _differ(comparison, CaseKind.MISSING_IN_BOOK, row, None)
    elif ours.amount != row.amount:
        _differ(comparison, CaseKind.AMOUNT, row, ours)
    elif ours.cost != row.cost:
        _differ(comparison, CaseKind.COST, row, ours)
    else:
        comparison.matched += 1


def _differ(
    comparison: Comparison, kind: CaseKind, row: Settled | None, ours: Booked | None
) -> None:
    comparison.differences.append(Difference(kind=kind, reported=row, booked=ours))


def _add(sums: dict[str, int], side: Settled | Booked) -> None:
    minor = -side.amount.minor if side.subject in _OUTWARD else side.amount.minor
    for money, change in ((side.amount, minor), (side.cost, -side.cost.minor)):
        sums[money.currency] = sums.get(money.currency, 0) + change


def _in_portions(rows: Iterable[Settled]) -> Iterator[list[Settled]]:
    left = iter(rows)
    while portion := list(islice(left, AT_ONCE)):
        yield portion
