"""Who may not judge whom: the apps above say when two people have to do with each other."""

from collections.abc import Callable

from accounts.models import User

Tie = Callable[[User, User], bool]
_ties: list[Tie] = []


def register(tie: Tie) -> Tie:
    """Ask this function too whether two people have ties."""
    if tie not in _ties:
        _ties.append(tie)
    return tie


def are_tied(one: User, other: User) -> bool:
    """Whether any app knows of a tie between two people."""
    return any(tie(one, other) for tie in _ties)
