"""A second person agrees: each kind of decision is carried out by the service that asked for it."""

from datetime import datetime

from accounts.models import User
from payments.kinds import DecisionKind
from payments.models import Decision
from payments.services import chargeback_losses, debts, mismatch_decisions


def confirm(*, decision: Decision, by: User, now: datetime) -> None:
    """Carry a decision out that waits for a second person; safe to repeat.

    Raises NotAllowed for whoever asked and for people with ties, WrongState where it was returned.
    """
    if decision.kind == DecisionKind.DEBT_WRITE_OFF:
        debts.confirm_write_off(decision=decision, by=by, now=now)
    elif decision.kind == DecisionKind.ACCEPT_LOSS:
        chargeback_losses.confirm(decision=decision, by=by, now=now)
    else:
        mismatch_decisions.confirm(decision=decision, by=by, now=now)
