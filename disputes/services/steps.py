"""How a dispute is locked, moved, remembered and carried out."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.money import Money, smallest_step
from core.states import can_move, move
from disputes.models import LONGEST, Dispute, DisputeChange
from disputes.states import OPEN_DISPUTES, DisputeState
from payments.services import escrows
from projects.services.locks import locked_milestone


def locked_dispute(dispute: Dispute) -> Dispute:
    """Lock project, contract and milestone, then the dispute: the one order of locks."""
    milestone = locked_milestone(dispute.milestone)
    locked = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("pending_ruling", "ruling", "mediator")
        .get(pk=dispute.pk)
    )
    locked.milestone = milestone
    return locked


def require_open(dispute: Dispute) -> None:
    """Raise WrongState where the dispute has ended."""
    if not dispute.is_open:
        raise WrongState(_("This dispute has ended."))


def remember(
    dispute: Dispute,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    came_from: str = "",
    reason: str = "",
) -> None:
    """Append one line of history."""
    DisputeChange.objects.create(
        dispute=dispute,
        kind=kind,
        actor=by,
        happened_at=now,
        from_state=came_from,
        to_state=dispute.state,
        reason=reason,
    )


def take(
    dispute: Dispute,
    to: DisputeState,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Move a locked dispute and remember it; its end gets a date."""
    came_from = move(dispute, to) if to in OPEN_DISPUTES else _close(dispute, to, now)
    remember(dispute, kind=kind, by=by, now=now, came_from=came_from, reason=reason)


def start_clock(dispute: Dispute, *, until: datetime, now: datetime) -> None:
    """A new state begins, with its deadline; reminders start afresh."""
    dispute.deadline_at, dispute.clock_started_at, dispute.reminded_at = until, now, None
    dispute.save(update_fields=["deadline_at", "clock_started_at", "reminded_at"])


def check_words(text: str, *, if_missing: str | Promise = "") -> None:
    """Raise InvalidInput for what is too long, or missing where something has to be said."""
    if if_missing and not text.strip():
        raise InvalidInput(if_missing)
    if len(text) > LONGEST:
        raise InvalidInput(_("The text may have 5,000 characters at the most."))


def check_part(dispute_amount: Money, part: Money) -> None:
    """A part lies within the amount and is whole."""
    if part.currency != dispute_amount.currency:
        raise InvalidInput(_("Both parts are in the currency of the contract."))
    if part.minor < 0 or part.minor > dispute_amount.minor:
        raise InvalidInput(_("The two parts must add up to the amount in escrow."))
    if part.minor % smallest_step(part.currency):
        raise InvalidInput(_("Use whole amounts, without decimals."))


def carry_out(
    dispute: Dispute, to_freelancer: Money, *, by: User | None, now: datetime, reason: str
) -> None:
    """Unfreeze the money and divide it, in the same transaction as the decision.

    `to_freelancer` is the price before the fee. `by` is None: nobody alone gives or takes.
    """
    escrow = dispute.milestone.escrow
    assert escrow is not None
    escrows.unfreeze(escrow=escrow, by=by, now=now, reason=reason)
    if to_freelancer and not to_freelancer < escrow.divisible:
        escrows.release(escrow=escrow, by=by, now=now)
    elif to_freelancer:
        escrows.split(escrow=escrow, to_payee=to_freelancer, by=by, now=now, reason=reason)
    else:
        escrows.refund(escrow=escrow, by=by, now=now, reason=reason)


def end_with(
    dispute: Dispute,
    to: DisputeState,
    to_freelancer: Money,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """End a locked dispute with an outcome: state, history and money in one transaction.

    What was decided before a bank took a part can give no more than is left.
    """
    to_freelancer = min(to_freelancer, dispute.amount)
    dispute.to_freelancer_minor = to_freelancer.minor
    dispute.pending_ruling = None
    dispute.save(update_fields=["to_freelancer_minor", "pending_ruling"])
    take(dispute, to, kind=kind, by=by, now=now, reason=reason)
    carry_out(dispute, to_freelancer, by=None, now=now, reason=kind)


def _close(dispute: Dispute, to: DisputeState, now: datetime) -> str:
    """State and date change in one UPDATE, as the database demands."""
    if not can_move(dispute, to):
        raise WrongState(_("This is no longer possible."))
    came_from = str(dispute.state)
    dispute.state, dispute.closed_at = to, now
    dispute.save(update_fields=["state", "closed_at"])
    return came_from
