"""The facets of a search: what each option would bring, and what to let go of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Protocol

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.search.asked import Search

Options = Mapping[str, Sequence[tuple[str, str | Promise]]]  # of each facet: value and words
Choice = tuple[str, str | Promise, int]  # value, words, count


class Counted(Protocol):
    """How many there are: `total`, and `without_x` for each facet x in use."""

    def __getitem__(self, name: str, /) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a facet, how many results it leaves, and the address that takes it."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool
    query: str
    is_more: bool = False  # the count is the least that there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str
    label: str | Promise
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A part of the search that could be dropped, and how many results that would bring."""

    name: str
    label: str | Promise
    value: str | Promise
    count: int
    query: str


def all_of(tests: Mapping[str, Q], name: str = "") -> Q:
    """All conditions, or all but one."""
    return reduce(and_, (test for other, test in tests.items() if other != name), Q())


def in_place(
    known: Sequence[tuple[str, str | Promise]], found: Mapping[str, int], *, is_growing: bool
) -> list[Choice]:
    """Fixed options in their own order; in a growing facet each holds those before it as well."""
    before = 0
    choices: list[Choice] = []
    for value, words in known:
        many = found.get(value, 0)
        before = before + many if is_growing else many
        choices.append((value, words, before))
    return choices


def make_facet(
    search: Search,
    name: str,
    label: str | Promise,
    choices: Iterable[Choice],
    name_of: Callable[[str, str], str | Promise],
    *,
    is_more: bool = False,
) -> Facet:
    """The options that bring something; one in use stays, so that it can be taken back."""
    chosen = getattr(search, name)
    options = [
        Option(
            value=value,
            label=words,
            count=count,
            is_chosen=value == chosen,
            query=search.query(**{name: "" if value == chosen else value}),
            is_more=is_more,
        )
        for value, words, count in choices
        if count or value == chosen
    ]
    if chosen and not any(option.is_chosen for option in options):
        gone, words = search.query(**{name: ""}), name_of(name, chosen)
        options.insert(0, Option(value=chosen, label=words, count=0, is_chosen=True, query=gone))
    return Facet(name=name, label=label, options=options)


def relaxations(
    search: Search,
    counts: Counted,
    facets: Sequence[Facet],
    without_words: Callable[[], int],
) -> list[Relaxation]:
    """What to drop so that something is found, the most fruitful first."""
    ways = [
        Relaxation(
            name=facet.name,
            label=facet.label,
            value=facet.chosen.label,
            count=counts[f"without_{facet.name}"],
            query=search.query(**{facet.name: ""}),
        )
        for facet in facets
        if facet.chosen
    ]
    if search.q:
        count, query = without_words(), search.query(q="")
        ways.append(
            Relaxation(name="q", label=_("Words"), value=search.q, count=count, query=query)
        )
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)
