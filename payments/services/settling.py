"""How held money is divided: one step, one posting, and the rows that follow from it."""

from datetime import datetime

from accounts.models import User
from core.money import Money
from payments.fees import Shares
from payments.models import Escrow
from payments.services import earnings, postings, refunds
from payments.services.steps import take_step
from payments.states import EarningState, EscrowState


def settle(
    escrow: Escrow,
    to: EscrowState,
    *,
    earned: Shares,
    by: User | None,
    now: datetime,
    reason: str,
) -> None:
    """Divide all that a locked escrow holds: earnings, fee, and the rest back to the payer."""
    back = escrow.held - earned.net - earned.fee
    take_step(
        escrow,
        to,
        by=by,
        now=now,
        reason=reason,
        held_minor=0,
        released_minor=escrow.released_minor + earned.net.minor,
        fee_minor=escrow.fee_minor + earned.fee.minor,
        refunded_minor=escrow.refunded_minor + back.minor,
        closed_at=now,
    )
    _pay_both(escrow, earned=earned, back=back, by=by, now=now, reason=reason)


def _pay_both(
    escrow: Escrow, *, earned: Shares, back: Money, by: User | None, now: datetime, reason: str
) -> None:
    until = escrow.payout_hold_until or now
    state = EarningState.PENDING if until > now else EarningState.AVAILABLE
    parts = refunds.divided(escrow, back)
    posted = postings.settled(escrow, earned=earned, refunded=parts, earning=state)
    if earned.net:
        earnings.record(escrow=escrow, earned=earned, state=state, until=until, now=now)
    for payin, amount in parts:
        refunds.ask(
            payin=payin,
            escrow=escrow,
            amount=amount,
            asked_in=posted.transfer_id,
            by=by,
            now=now,
            reason=reason,
        )
