"""How held money is divided: one step, one posting, and the rows that follow from it."""

from datetime import datetime

from accounts.models import User
from core.money import Money
from payments.fees import Shares
from payments.models import Earning, Escrow
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
        earned_minor=escrow.earned_minor + (earned.amount.minor if earned.net else 0),
        refunded_minor=escrow.refunded_minor + back.minor,
        closed_at=now,
    )
    _pay_both(escrow, earned=earned, back=back, by=by, now=now, reason=reason)


def settle_part(
    escrow: Escrow, *, earned: Shares, request_key: str, by: User | None, now: datetime
) -> Earning:
    """Give a part of what a locked escrow holds to the payee, and keep the rest."""
    until, state = _available(escrow, now)
    number = escrow.earnings.count() + 1
    take_step(
        escrow,
        EscrowState.PARTLY_RELEASED,
        by=by,
        now=now,
        held_minor=escrow.held_minor - earned.net.minor - earned.fee.minor,
        released_minor=escrow.released_minor + earned.net.minor,
        fee_minor=escrow.fee_minor + earned.fee.minor,
        earned_minor=escrow.earned_minor + earned.amount.minor,
    )
    postings.part_released(escrow, earned=earned, earning=state, number=number)
    return earnings.record(
        escrow=escrow, earned=earned, state=state, until=until, now=now, request_key=request_key
    )


def _available(escrow: Escrow, now: datetime) -> tuple[datetime, EarningState]:
    """From when what is earned now can be paid out, as its rail says."""
    until = escrow.payout_hold_until or now
    return until, EarningState.PENDING if until > now else EarningState.AVAILABLE


def _pay_both(
    escrow: Escrow, *, earned: Shares, back: Money, by: User | None, now: datetime, reason: str
) -> None:
    until, state = _available(escrow, now)
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
