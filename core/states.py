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


def move(thing: Stateful, to: TextChoices) -> str:
    """Take a locked row to its next state, if its table of moves has that step.

    Returns the state it came from; raises WrongState where there is no such step.
    """
    if not can_move(thing, to):
        raise WrongState(_("This is no longer possible."))
    came_from = str(thing.state)
    thing.state = to
    thing.save(update_fields=["state"])
    return came_from
