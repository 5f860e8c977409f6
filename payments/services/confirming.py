"""A second person agrees: each kind of decision is carried out by the service that asked for it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from accounts.models import User
from payments.kinds import DecisionKind
from payments.models import Decision
from payments.services import chargeback_losses, debts, mismatch_decisions

Act: TypeAlias = Callable[..., object]
_above: dict[str, Act] = {}


def register(kinds: Iterable[DecisionKind], act: Act) -> None:
    """An app above carries out these kinds: called with `decision`, `by` and `now`."""
    _above.update(dict.fromkeys(map(str, kinds), act))


def confirm(*, decision: Decision, by: User, now: datetime) -> None:
    """Carry a decision out that waits for a second person; safe to repeat.

    Raises NotAllowed for whoever asked and for people with ties, WrongState where it was returned.
    """
    if decision.kind in _above:
        _above[decision.kind](decision=decision, by=by, now=now)
    elif decision.kind == DecisionKind.DEBT_WRITE_OFF:
        debts.confirm_write_off(decision=decision, by=by, now=now)
    elif decision.kind == DecisionKind.ACCEPT_LOSS:
        chargeback_losses.confirm(decision=decision, by=by, now=now)
    else:
        mismatch_decisions.confirm(decision=decision, by=by, now=now)
