"""Every table of moves, as a full matrix, through the one function that moves rows."""

import itertools
from datetime import datetime

import pytest
from django.db import models

from core.errors import WrongState
from core.states import can_move
from payments import states
from payments.models import Earning, Escrow, Payin, Payout, PayoutPart, Refund
from payments.services.steps import locked, take_step

TABLES = [
    (Escrow, states.EscrowState, states.ESCROW_MOVES),
    (Payin, states.PayinState, states.PAYIN_MOVES),
    (Refund, states.RefundState, states.REFUND_MOVES),
    (Earning, states.EarningState, states.EARNING_MOVES),
    (Payout, states.PayoutState, states.PAYOUT_MOVES),
    (PayoutPart, states.PartState, states.PART_MOVES),
]
FINAL = {
    "escrow": {"released", "refunded", "split", "cancelled", "reversed"},
    "payin": {"captured", "excess"},
    "refund": {"failed", "returned"},
    "earning": {"available"},
    "payout": {"failed", "returned", "cancelled"},
    "payoutpart": {"failed", "returned", "cancelled"},
}
MATRIX = [
    pytest.param(model, moves, one, other, id=f"{model.__name__}-{one}-{other}")
    for model, words, moves in TABLES
    for one, other in itertools.product(words, words)
]


@pytest.mark.parametrize(("model", "words", "moves"), TABLES)
def test_every_state_stands_in_its_table(
    model: type[models.Model], words: type[models.TextChoices], moves: states.Moves
) -> None:
    assert set(moves) == set(words)
    final = {str(state) for state in words if not moves[state]}
    assert final == FINAL[model.__name__.lower()]


@pytest.mark.parametrize(("model", "moves", "one", "other"), MATRIX)
def test_a_row_moves_only_as_its_table_says(
    model: type[models.Model], moves: states.Moves, one: str, other: models.TextChoices
) -> None:
    row = model(state=one)
    assert can_move(row, other) == (other in moves[one])  # type: ignore[arg-type]


def test_a_refused_step_changes_nothing(escrow: Escrow, now: datetime) -> None:
    with pytest.raises(WrongState):
        take_step(locked(escrow), states.EscrowState.RELEASED, by=None, now=now)
    escrow.refresh_from_db()
    assert escrow.state == states.EscrowState.CREATED
    assert [change.kind for change in escrow.changes.all()] == ["opened"]
