"""States move along their table and in no other way."""

from dataclasses import dataclass, field

import pytest
from django.db import models

from core.errors import NotAllowed, WrongState
from core.policies import require
from core.states import can_move, move


class Tea(models.TextChoices):
    DRY = "dry"
    STEEPING = "steeping"
    POURED = "poured"


@dataclass
class Pot:
    state: Tea = Tea.DRY
    saved: list[list[str]] = field(default_factory=list)
    moves = {
        Tea.DRY: frozenset({Tea.STEEPING}),
        Tea.STEEPING: frozenset({Tea.POURED, Tea.DRY}),
        Tea.POURED: frozenset(),
    }

    def save(self, *, update_fields: list[str]) -> None:
        self.saved.append(update_fields)


@pytest.mark.parametrize("to", list(Tea))
@pytest.mark.parametrize("start", list(Tea))
def test_every_pair_of_states(start, to):
    pot = Pot(start)
    if to in Pot.moves[start]:
        assert can_move(pot, to)
        assert move(pot, to) == start.value
        assert (pot.state, pot.saved) == (to, [["state"]])
    else:
        assert not can_move(pot, to)
        with pytest.raises(WrongState):
            move(pot, to)
        assert (pot.state, pot.saved) == (start, [])


def test_a_policy_that_does_not_hold_is_a_refusal():
    require(lambda one, other: one < other, 1, 2)
    with pytest.raises(NotAllowed):
        require(lambda one, other: one < other, 2, 1)
