"""Who may not judge whom: each room above says which ties between people it knows of.

One list for every kind of case. A tie is found for somebody and many others at once, so that a
whole page of cases costs one query for each kind of tie.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import User

Finder = Callable[[int, Collection[int]], set[int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """What two people have to do with each other; `words` are said to the first, with `person`."""

    code: str
    words: StrPromise

    def about(self, person: User) -> str:
        """The sentence that the moderator reads; nobody else does."""
        return self.words % {"person": person}


ONESELF = Tie(code="oneself", words=_("This is about you."))
_finders: dict[Finder, Tie] = {}


def register(tie: Tie, find: Finder) -> None:
    """Ask this function too; it gets a person and others, and returns those with this tie."""
    _finders[find] = tie


def ties_with(user: User, others: Iterable[int]) -> dict[int, list[Tie]]:
    """The ties of somebody with each of these people; whoever has none is left out.

    Two rooms may know of the same tie: it is named once.
    """
    asked = set(others)
    found: dict[int, list[Tie]] = {user.pk: [ONESELF]} if user.pk in asked else {}
    rest = asked - {user.pk}
    for find, tie in _finders.items():
        for other in sorted(find(user.pk, rest)) if rest else ():
            named = found.setdefault(other, [])
            if tie not in named:
                named.append(tie)
    return found


def are_tied(user: User, others: Iterable[int]) -> bool:
    """Whether somebody is one of these people, or has any tie with one."""
    rest = set(others)
    return user.pk in rest or any(find(user.pk, rest) for find in _finders)
