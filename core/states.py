"""One way to change a state."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState


class Stateful(Protocol):
    state: Any
    moves: Mapping[Any, frozenset[Any]]

    def save(self, *, update_fields: list[str]) -> None: ...


def can_move(thing: Stateful, to: TextChoices) -> bool:
    """Whether its table of moves has that step from here."""
    return to in thing.moves[thing.state]


def move(thing: Stateful, to: TextChoices, *, written: Mapping[str, object] | None = None) -> str:
    """Take a locked row to its next state, if its table of moves has that step.

    The fields that are named with their values are written in the same UPDATE. Returns the state
    it came from; raises WrongState where there is no such step.
    """
    if not can_move(thing, to):
        raise WrongState(_("This is no longer possible."))
    came_from = str(thing.state)
    thing.state = to
    for name, value in (written or {}).items():
        setattr(thing, name, value)
    thing.save(update_fields=["state", *(written or {})])
    return came_from
