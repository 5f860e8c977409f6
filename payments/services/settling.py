"""How held money is divided: one call for the step, the posting and what was earned.

This is the write that everything waits for, so it is one SQL function, `payments_settle`
(docs/money.md); whether the money may be divided, and how, is decided before, in `escrows`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.money import Money
from core.states import can_move
from payments import events
from payments.fees import Shares
from payments.ledger import Posting
from payments.models import Earning, Escrow
from payments.services import decisions, earnings, postings, refunds
from payments.states import EarningState, EscrowState

_SETTLE = """
    SELECT transfer_id, earning_id FROM payments_settle(
        %(escrow)s, %(came_from)s, %(to)s, %(taken)s, %(net)s, %(fee)s, %(ppn)s, %(payer_ppn)s,
        %(payee_ppn)s, %(pph22)s, %(gross)s, %(back)s, %(closed)s, %(by)s, %(reason)s, %(now)s,
        %(request_key)s, %(earning)s, %(available)s,
        %(key)s, %(hash)s, %(kind)s, %(reference)s, %(lines)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who divides the money, when and why; `request_key` tells one wish to release a part."""

    by: User | None
    now: datetime
    reason: str = ""
    request_key: str = ""


def settle(
    escrow: Escrow,
    to: EscrowState,
    *,
    earned: Shares,
    by: User | None,
    now: datetime,
    reason: str,
) -> None:
    """Divide all that a locked escrow holds: earnings, fee, taxes, and the rest to the payer."""
    back = escrow.held - earned.divided
    parts = refunds.divided(escrow, back) if back else []
    posting = postings.settled(
        escrow, earned=earned, refunded=parts, earning=_state_of_earning(escrow, now)
    )
    act = Act(by=by, now=now, reason=reason)
    transfer_id = _write(escrow, to, posting, earned=earned, back=back, act=act)
    for payin, amount in parts:
        refunds.ask(
            payin=payin,
            escrow=escrow,
            amount=amount,
            asked_in=transfer_id,
            by=by,
            now=now,
            reason=reason,
        )


def settle_part(
    escrow: Escrow, *, earned: Shares, request_key: str, by: User | None, now: datetime
) -> Earning:
    """Give a part of what a locked escrow holds to the payee, and keep the rest."""
    posting = postings.part_released(
        escrow,
        earned=earned,
        earning=_state_of_earning(escrow, now),
        number=escrow.earnings.count() + 1,
    )
    act = Act(by=by, now=now, request_key=request_key)
    nothing = Money(0, escrow.currency)
    _write(escrow, EscrowState.PARTLY_RELEASED, posting, earned=earned, back=nothing, act=act)
    return escrow.earnings.latest("pk")


def _state_of_earning(escrow: Escrow, now: datetime) -> EarningState:
    """Whether what is earned now can be paid out now, as its rail says."""
    until = escrow.payout_hold_until
    return EarningState.PENDING if until and until > now else EarningState.AVAILABLE


def _write(
    escrow: Escrow, to: EscrowState, posting: Posting, *, earned: Shares, back: Money, act: Act
) -> int:
    """Write it all, and tell of what was earned; returns the id of the transfer.

    Raises WrongState where the table of moves has no such step.
    """
    if not can_move(escrow, to):
        raise WrongState(_("This is no longer possible."))
    state = _state_of_earning(escrow, act.now)
    closed = None if to == EscrowState.PARTLY_RELEASED else act.now
    words = posting.words | {
        "escrow": escrow.pk,
        "to": to.value,
        "came_from": str(escrow.state),
        "taken": (earned.divided + back).minor,
        "net": earned.net.minor,
        "fee": earned.fee.minor,
        "ppn": earned.ppn.minor,
        "payer_ppn": earned.client_ppn.minor,
        "payee_ppn": earned.freelancer_ppn.minor,
        "pph22": earned.pph22.minor,
        "gross": earned.amount.minor if earned.net else 0,
        "back": back.minor,
        "closed": closed,
        "by": act.by.pk if act.by is not None else None,
        "reason": act.reason,
        "now": act.now,
        "request_key": act.request_key,
        "earning": state.value,
        "available": max(escrow.payout_hold_until or act.now, act.now),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, words)
        transfer_id, earning_id = cursor.fetchone()
    _renew(escrow, to, earned=earned, back=back, closed=closed)
    if closed is not None and escrow.pressed_at is not None:
        decisions.drop(now=act.now, escrow=escrow)
    if earning_id is not None:
        _tell(escrow, earning_id, earned=earned, state=state)
    return int(transfer_id)


def _tell(escrow: Escrow, earning_id: int, *, earned: Shares, state: EarningState) -> None:
    if state == EarningState.PENDING:
        publish(events.EarningPending(earning_id=earning_id))
    else:
        earnings.tell(earning_id, escrow=escrow, amount=earned.net)


def _renew(
    escrow: Escrow, to: EscrowState, *, earned: Shares, back: Money, closed: datetime | None
) -> None:
    """What the row says now, for whoever holds the object."""
    escrow.state = to
    escrow.held_minor -= (earned.divided + back).minor
    escrow.released_minor += earned.net.minor
    escrow.fee_minor += earned.fee.minor
    escrow.ppn_minor += earned.ppn.minor
    escrow.pph22_minor += earned.pph22.minor
    escrow.earned_minor += earned.amount.minor if earned.net else 0
    escrow.refunded_minor += back.minor
    escrow.closed_at = closed
