"""What the desk knows of each kind of work: one small adapter for each, all in one list."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from accounts.models import User
from core.money import Money
from desk.kinds import Kind
from payments.models import Escrow
from payments.services.decisions import in_rupiah


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case as the desk shows it; `row` is what the room calls it.

    `people` are all who are in it, for ties; `concerns` those whom it is about, where these are
    fewer: whoever reported something has no case for it.
    """

    kind: Kind
    row: Any
    title: str
    address: str
    state: str
    is_open: bool
    people: Sequence[User]
    due_at: datetime | None = None
    opened_at: datetime | None = None
    amount: Money | None = None
    concerns: Sequence[User] = ()
    for_seniors: bool = False  # a senior moderator decides it

    @property
    def pk(self) -> int:
        return int(self.row.pk)


def _none_held(_row: Any) -> Sequence[Escrow]:
    return ()


def _asks(_row: Any) -> bool:
    return True


def nothing() -> Q:
    """No row at all."""
    return Q(pk__in=[])


def _for_everybody(_user: User) -> Q:
    return nothing()


@dataclass(frozen=True, kw_only=True)
class Source:
    """How the desk reads one kind of work.

    `waiting` is what waits for staff now, `rows` is every case of the kind with what `case_of`
    needs. `needs_two` finds those that two people must decide, by the rule of the kind, `not_for`
    those that somebody of the role leaves to others. `about` finds the cases of some people.
    `deciding` are the names of the addresses where it is decided; whoever sends something there
    while a colleague has the case is asked first, unless `asks_first` says that a second person is
    wanted. What is not `is_taken_here` is in nobody's hand at the desk, and has no notes there.
    `shelf` is the kind under which a row is looked for, where that is not always its own.
    """

    kind: Kind
    visible_to: Callable[[User], bool]
    waiting: Callable[[], QuerySet[Any]]
    rows: Callable[[], QuerySet[Any]]
    due: Combinable | F
    case_of: Callable[[Any], Case]
    about: Callable[[Collection[int]], Q]
    needs_two: Callable[[], Q] = nothing
    not_for: Callable[[User], Q] = _for_everybody
    is_taken_here: bool = True
    deciding: Collection[str] = field(default_factory=frozenset)
    asks_first: Callable[[Any], bool] = _asks
    money: Callable[[Any], Sequence[Escrow]] = _none_held
    shelf: Combinable | None = None

    @property
    def filed_under(self) -> Combinable:
        return self.shelf or Value(str(self.kind))


def above_the_limit_of_one(*, amount: str, currency: str) -> Q:
    """Rows about more than one person decides alone; `needs_two` of decisions, for columns."""
    limit = in_rupiah(settings.SECOND_OPINION_ABOVE)
    is_home = Q(**{currency: limit.currency})
    is_named = Q(**{f"{amount}__isnull": False})
    return (is_home & Q(**{f"{amount}__gt": limit.minor})) | (~is_home & is_named)


_sources: dict[Kind, Source] = {}


def register(source: Source) -> Source:
    """Put a kind of work on the desk."""
    _sources[source.kind] = source
    return source


def source_of(kind: Kind) -> Source:
    return _sources[kind]


def sources_for(user: User) -> list[Source]:
    """The kinds that this person works on; none for most people."""
    return [source for source in all_sources() if source.visible_to(user)]


def all_sources() -> Iterator[Source]:
    """In the order of `Kind`."""
    return (_sources[kind] for kind in Kind if kind in _sources)
