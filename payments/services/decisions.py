"""Decisions of staff about money: a reason each, and a second person above a limit.

Every function runs in the transaction of its caller, who holds the lock of the thing itself.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import HOME, Money, smallest_step
from core.policies import require
from payments import events
from payments.kinds import DecisionKind, DecisionState
from payments.models import LONGEST_REASON, Decision
from payments.policies import can_confirm, can_return
from staff.services import audit


def needs_two(amount: Money, *, above: Money | None = None) -> bool:
    """Whether two people must agree: above a limit, and always in another currency than its own.

    The limit is `SECOND_OPINION_ABOVE` unless another one is given. Rulings and payouts ask here
    too, so that no currency slips past the second person.
    """
    limit = in_rupiah(settings.SECOND_OPINION_ABOVE) if above is None else above
    return amount.currency != limit.currency or amount > limit


def in_rupiah(whole: int) -> Money:
    """A limit as the settings write it: so many whole rupiah."""
    return Money(whole * smallest_step(HOME), HOME)


def checked_reason(reason: str) -> str:
    """The reason as it is kept; raises InvalidInput without one, and for more than 2,000 signs."""
    text = reason.strip()
    if not text:
        raise InvalidInput(_("Write a reason first."))
    if len(text) > LONGEST_REASON:
        raise InvalidInput(_("A reason may have 2,000 characters at the most."))
    return text


def is_asked_by(by: User, **about: Any) -> bool:
    """Whether the same person's decision waits already; raises WrongState for somebody else's."""
    waiting = Decision.objects.filter(state=DecisionState.WAITING, **about).first()
    if waiting is not None and waiting.asked_by_id != by.pk:
        raise WrongState(_("Somebody’s decision about this waits for a second person already."))
    return waiting is not None


def ask(
    kind: DecisionKind,
    *,
    amount: Money,
    reason: str,
    by: User,
    now: datetime,
    above: Money | None = None,
    **about: Any,
) -> Decision:
    """Write a decision down: done where one person is enough, waiting where two must agree."""
    two = needs_two(amount, above=above)
    decision = Decision.objects.create(
        kind=kind,
        currency=amount.currency,
        amount_minor=amount.minor,
        reason=reason,
        needs_two=two,
        state=DecisionState.WAITING if two else DecisionState.DONE,
        asked_by=by,
        asked_at=now,
        ended_at=None if two else now,
        **about,
    )
    audit.record(
        by=by,
        action="payments.decide",
        now=now,
        subject=decision,
        reason=reason,
        person=_person(decision),
        changed={"state": ("", str(decision.state)), "amount": ("", str(amount))},
    )
    if two:
        publish(events.DecisionToConfirm(decision_id=decision.pk))
    return decision


def confirm(decision: Decision, *, by: User, now: datetime, amount: Money) -> tuple[Decision, bool]:
    """A second person agrees; the decision and whether it is this call that ended it.

    `amount` is what it moves now. Raises NotAllowed, and WrongState where it was returned.
    """
    decision = _locked(decision)
    if decision.state == DecisionState.DONE:
        return decision, False
    require(can_confirm, by, decision)
    if decision.state == DecisionState.RETURNED:
        raise WrongState(_("This decision was taken back, or sent back. Nothing has moved."))
    decision.amount_minor = amount.minor
    _end(decision, DecisionState.DONE, by=by, now=now)
    audit.record(
        by=by,
        action="payments.confirm_decision",
        now=now,
        subject=decision,
        person=_person(decision),
        changed={"state": (DecisionState.WAITING.value, DecisionState.DONE.value)},
    )
    return decision, True


@transaction.atomic
def give_back(*, decision: Decision, by: User, reason: str, now: datetime) -> Decision:
    """A second person does not agree and says why, or whoever asked takes it back."""
    decision = _locked(decision)
    require(can_return, by, decision)
    if decision.state == DecisionState.RETURNED:
        return decision
    if decision.state == DecisionState.DONE:
        raise WrongState(_("This has been carried out already."))
    decision.returned_because = checked_reason(reason)
    _end(decision, DecisionState.RETURNED, by=by, now=now)
    audit.record(
        by=by,
        action="payments.return_decision",
        now=now,
        subject=decision,
        person=_person(decision),
        reason=decision.returned_because,
        changed={"state": (DecisionState.WAITING.value, DecisionState.RETURNED.value)},
    )
    if decision.asked_by_id != by.pk:
        publish(events.DecisionReturned(decision_id=decision.pk))
    return decision


def drop(*, now: datetime, **about: Any) -> None:
    """There is nothing left to decide: what waits about it ends without anybody."""
    Decision.objects.filter(state=DecisionState.WAITING, **about).update(
        state=DecisionState.RETURNED, ended_at=now
    )


def _end(decision: Decision, to: DecisionState, *, by: User, now: datetime) -> None:
    decision.state, decision.second_by, decision.ended_at = to, by, now
    fields = ["state", "second_by", "ended_at", "returned_because", "amount_minor"]
    decision.save(update_fields=fields)


def _person(decision: Decision) -> User | None:
    """Whom a decision concerns: who owes, or who paid what did not fit or was taken back."""
    if decision.debt is not None:
        return decision.debt.user
    if decision.chargeback is not None:
        return decision.chargeback.payin.payer
    payin = decision.mismatch.payin if decision.mismatch is not None else None
    return payin.payer if payin is not None else None


def _locked(decision: Decision) -> Decision:
    return Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
