"""How a payout and its parts move: each part for itself, and the payout as all of them say."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.states import can_move
from payments import events
from payments.models import Payout, PayoutPart
from payments.services import postings
from payments.services.steps import locked, take_step
from payments.states import PART_OPEN, PartState, PayoutState

_NEWS = {
    PayoutState.PAID: events.PayoutPaid,
    PayoutState.PARTLY_PAID: events.PayoutPartlyPaid,
    PayoutState.FAILED: events.PayoutFailed,
    PayoutState.RETURNED: events.PayoutReturned,
}


def lock_part(part_id: int) -> PayoutPart:
    """A part as it is now, locked after its payout; both stay locked until the transaction ends."""
    payout_id = PayoutPart.objects.values_list("payout_id", flat=True).get(pk=part_id)
    payout = locked(Payout(pk=payout_id))
    part = PayoutPart.objects.select_for_update(of=("self",), no_key=True).get(pk=part_id)
    part.payout = payout
    return part


def move_part(part: PayoutPart, to: PartState, *, now: datetime, **written: Any) -> None:
    """Take a locked part to its next state and write the named fields with it.

    Where a payout has several parts, its history names the part; else the payout's own step says
    the same. Raises WrongState where the table of moves has no such step.
    """
    if not can_move(part, to):
        raise WrongState(_("This is no longer possible."))
    came_from, part.state = str(part.state), to
    for name, value in written.items():
        setattr(part, name, value)
    part.save(update_fields=["state", *written])
    if part.amount != part.payout.amount:
        part.payout.changes.create(
            part=part,
            kind=str(to),
            from_state=came_from,
            to_state=str(to),
            reason=written.get("failure", ""),
            happened_at=now,
        )


def follow_parts(payout: Payout, *, now: datetime) -> None:
    """Take the locked payout to the state that its parts have together, and tell of its end."""
    parts = list(payout.parts.all())
    to = _together({PartState(part.state) for part in parts})
    if to == payout.state:
        return
    failure = next((part.failure for part in parts if part.failure), "")
    written: dict[str, Any] = {"failure": failure} if failure else {}
    if to == PayoutState.PAID:
        written["paid_at"] = max(part.paid_at for part in parts if part.paid_at)
    if to == PayoutState.SUBMITTED:
        written["submitted_at"] = now
    take_step(payout, to, by=None, now=now, reason=failure, **written)
    if to in _NEWS:
        publish(_NEWS[to](payout_id=payout.pk))


def give_back(payout: Payout, *, by: User | None, reason: str, now: datetime) -> None:
    """Cancel a locked payout of which nothing was sent: its money is available again."""
    take_step(payout, PayoutState.CANCELLED, by=by, now=now, reason=reason, failure=reason[:60])
    settled = postings.payout_cancelled(payout).transfer_id
    payout.parts.update(state=PartState.CANCELLED, settled_in=settled)
    publish(events.PayoutCancelled(payout_id=payout.pk))


def _together(states: set[PartState]) -> PayoutState:
    if states & PART_OPEN:
        is_begun = states - {PartState.WAITING, PartState.SUBMITTED}
        return PayoutState.PROCESSING if is_begun else PayoutState.SUBMITTED
    if states == {PartState.PAID}:
        return PayoutState.PAID
    if PartState.PAID in states:
        return PayoutState.PARTLY_PAID
    return PayoutState.FAILED if states == {PartState.FAILED} else PayoutState.RETURNED
