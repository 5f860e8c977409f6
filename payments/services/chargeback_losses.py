"""Finance staff decide not to contest a chargeback: the provider is told, and the bank keeps it.

The money was taken when the chargeback opened; giving in writes nothing more into the book. The
row of the intent is the chargeback itself (`conceded_at`); the sweep tells the provider, where it
can be told, and where it cannot the bank's deadline passes.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.policies import require
from payments.kinds import DecisionKind
from payments.models import Chargeback, Decision
from payments.models.chargebacks import LOSS_ACCEPTED
from payments.policies import can_accept_loss
from payments.providers.chargebacks import TakesLosses
from payments.services import decisions
from payments.services.registry import chargebacks_at
from payments.services.steps import locked, remember


def is_told_to(provider: str) -> bool:
    """Whether a provider can be told that we give in, or only the deadline can pass."""
    return isinstance(chargebacks_at(provider), TakesLosses)


@transaction.atomic
def accept(*, chargeback: Chargeback, by: User, reason: str, now: datetime) -> Chargeback:
    """Decide that we do not contest it; above `SECOND_OPINION_ABOVE` a second person must agree.

    Repeated, nothing changes. Raises NotAllowed, InvalidInput without a reason, WrongState where
    the bank waits for no answer, has one, or its deadline is over.
    """
    chargeback = locked(chargeback)
    require(can_accept_loss, by, chargeback)
    text = decisions.checked_reason(reason)
    if chargeback.conceded_at is not None or decisions.is_asked_by(by, chargeback=chargeback):
        return chargeback
    _check(chargeback, now)
    decision = decisions.ask(
        DecisionKind.ACCEPT_LOSS,
        amount=chargeback.amount,
        reason=text,
        by=by,
        now=now,
        chargeback=chargeback,
    )
    return chargeback if decision.is_waiting else _concede(chargeback, decision, now)


@transaction.atomic
def confirm(*, decision: Decision, by: User, now: datetime) -> Chargeback:
    """A second person agrees. Pressed again, nothing changes.

    Raises NotAllowed for whoever asked and for people with ties, WrongState where it was returned
    or the bank waits for no answer any more.
    """
    assert decision.chargeback is not None
    chargeback = locked(decision.chargeback)
    decision, is_new = decisions.confirm(decision, by=by, now=now, amount=chargeback.amount)
    if not is_new:
        return chargeback
    _check(chargeback, now)
    return _concede(chargeback, decision, now)


def _check(chargeback: Chargeback, now: datetime) -> None:
    if chargeback.narrative:
        raise WrongState(_("The bank has one answer already, and takes no second one."))
    if not chargeback.can_be_answered:
        raise WrongState(_("The bank does not wait for an answer."))
    if chargeback.is_overdue(now):
        raise WrongState(_("The deadline of the bank is over; nothing can be sent any more."))


def _concede(chargeback: Chargeback, decision: Decision, now: datetime) -> Chargeback:
    chargeback.conceded_at = now
    chargeback.save(update_fields=["conceded_at"])
    by = decision.second_by or decision.asked_by  # the decision itself tells who wanted it, and why
    remember(chargeback, kind=LOSS_ACCEPTED, by=by, now=now)
    return chargeback
