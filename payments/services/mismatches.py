"""What a person does about cases where a provider and the book do not agree."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.policies import require
from payments import events
from payments.ledger import Line
from payments.models import Escrow, Mismatch
from payments.policies import can_decide_about
from payments.services import chargeback_ends, decisions, refunds
from payments.services import postings_mismatches as postings
from payments.services.steps import locked
from payments.states import MismatchState
from staff.services import audit


def lines_to_send_back(mismatch: Mismatch) -> list[Line]:
    """What sending the money back would write into the book; nothing where none is held."""
    amount = mismatch.held
    if mismatch.payin is None or amount is None:
        return []
    return postings.unapplied_refund_lines(mismatch.payin, amount)


@transaction.atomic
def send_back(*, mismatch: Mismatch, by: User, now: datetime) -> Mismatch:
    """Send what did not fit back to its payer, through the way it came; closes the case.

    Raises WrongState where the case holds no money of a payer.
    """
    mismatch = Mismatch.objects.select_for_update(of=("self",), no_key=True).get(pk=mismatch.pk)
    require(can_decide_about, by, mismatch)
    if mismatch.state == MismatchState.RESOLVED:
        return mismatch
    amount = mismatch.held
    if mismatch.payin is None or amount is None:
        raise WrongState(_("There is no money to send back in this case."))
    attempt = mismatch.payin.refunds.count() + 1
    posted = postings.unapplied_refund_asked(mismatch.payin, amount, attempt=attempt)
    refunds.ask(
        payin=mismatch.payin,
        escrow=None,
        amount=amount,
        asked_in=posted.transfer_id,
        by=by,
        now=now,
        reason=mismatch.kind,
    )
    audit.record(
        by=by,
        action="payments.send_back_mismatch",
        now=now,
        subject=mismatch,
        person=mismatch.payin.payer,
        changed={"held": (str(amount), "")},
    )
    return close(mismatch, by=by, resolution="sent_back", now=now)


@transaction.atomic
def set_aside(*, mismatch: Mismatch, by: User, resolution: str, now: datetime) -> Mismatch:
    """Close a case that holds no money, with what was found out.

    What it kept frozen may move again. Raises WrongState where money of a payer would be left
    behind.
    """
    escrow = _kept_frozen(mismatch)
    mismatch = Mismatch.objects.select_for_update(of=("self",), no_key=True).get(pk=mismatch.pk)
    require(can_decide_about, by, mismatch)
    if mismatch.state == MismatchState.RESOLVED:
        return mismatch
    if mismatch.held is not None:
        raise WrongState(_("This case holds money of the payer. Send it back first."))
    audit.record(
        by=by,
        action="payments.close_mismatch",
        now=now,
        subject=mismatch,
        reason=resolution,
    )
    close(mismatch, by=by, resolution=resolution, now=now)
    if escrow is not None:
        chargeback_ends.let_move(escrow, now=now)
    return mismatch


def _kept_frozen(mismatch: Mismatch) -> Escrow | None:
    """The escrow that a case keeps frozen, locked as it has to be: before the case itself."""
    if mismatch.payin is None or not mismatch.is_freezing:
        return None
    publish(events.EscrowMoving(escrow_id=mismatch.payin.escrow_id))
    return locked(mismatch.payin.escrow)


def close(mismatch: Mismatch, *, by: User, resolution: str, now: datetime) -> Mismatch:
    """Write down how a locked case ended; what waits for a second person about it ends too."""
    mismatch.state = MismatchState.RESOLVED
    mismatch.resolved_by, mismatch.resolved_at = by, now
    mismatch.resolution = resolution[:200]
    mismatch.save(update_fields=["state", "resolved_by", "resolved_at", "resolution"])
    decisions.drop(now=now, mismatch=mismatch)
    return mismatch
