"""Staff decide about money that rested for 75 days while both sides stayed silent.

What the work above makes of it stands in `projects.services.long_holds`, which holds the locks.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.money import Money
from core.policies import require
from payments import fees
from payments.kinds import FORCED, DecisionKind
from payments.ledger import Line
from payments.models import Decision, Escrow
from payments.policies import can_force
from payments.services import decisions, postings, refunds
from payments.states import EarningState


def is_open(escrow: Escrow) -> bool:
    """Whether both were pressed to decide, and the money still rests and is not in dispute."""
    return escrow.pressed_at is not None and escrow.is_funded and not escrow.frozen_reason


def lines_of(escrow: Escrow, kind: DecisionKind, now: datetime) -> list[Line]:
    """What the decision would write into the book."""
    until = escrow.payout_hold_until
    earning = EarningState.PENDING if until and until > now else EarningState.AVAILABLE
    is_release = kind == DecisionKind.FORCE_RELEASE
    nothing = fees.split(Money(0, escrow.currency), escrow.fee_terms)
    earned = escrow.shares if is_release else nothing
    back = escrow.held - earned.divided
    parts = refunds.divided(escrow, back) if back else []
    posting = postings.settled(escrow, earned=earned, refunded=parts, earning=earning)
    return [line for line in posting.lines if line.amount]


def ask(
    *, escrow: Escrow, kind: DecisionKind, by: User, reason: str, now: datetime
) -> Decision | None:
    """Decide about a locked escrow; None where the same person's decision waits already.

    Above `SECOND_OPINION_ABOVE` it waits for a second person. Raises NotAllowed, InvalidInput
    without a reason, WrongState before day 75, in a dispute, or where somebody else decided.
    """
    require(can_force, by, escrow)
    text = decisions.checked_reason(reason)
    if kind not in FORCED or not is_open(escrow):
        raise WrongState(_("Staff cannot decide about this money now."))
    if decisions.is_asked_by(by, escrow=escrow):
        return None
    return decisions.ask(kind, amount=escrow.held, reason=text, by=by, now=now, escrow=escrow)


def confirm(*, decision: Decision, escrow: Escrow, by: User, now: datetime) -> Decision | None:
    """A second person agrees about a locked escrow; None where it was carried out before."""
    if decision.is_waiting and not is_open(escrow):
        raise WrongState(_("Staff cannot decide about this money now."))
    decision, is_new = decisions.confirm(decision, by=by, now=now, amount=escrow.held)
    return decision if is_new else None
