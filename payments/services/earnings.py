"""What a payee has earned, and when it may be paid out."""

from datetime import datetime

from django.db import transaction

from core.events import publish
from core.states import move
from payments import events
from payments.fees import Shares
from payments.models import Earning, Escrow
from payments.services import postings
from payments.states import EarningState


def record(
    *,
    escrow: Escrow,
    earned: Shares,
    state: EarningState,
    until: datetime,
    now: datetime,
    request_key: str = "",
) -> Earning:
    """Write down what a settlement brought; part of that settlement's transaction and posting."""
    earning = Earning.objects.create(
        escrow=escrow,
        payee_id=escrow.payee_id,
        currency=escrow.currency,
        amount_minor=earned.net.minor,
        fee_minor=earned.fee.minor,
        gross_minor=earned.amount.minor,
        request_key=request_key,
        state=state,
        earned_at=now,
        available_at=max(until, now),
    )
    if state == EarningState.PENDING:
        publish(events.EarningPending(earning_id=earning.pk))
    else:
        _tell(earning)
    return earning


@transaction.atomic
def make_available(*, earning: Earning, now: datetime) -> Earning:
    """Let earnings be paid out when their hold is over; before that, nothing happens."""
    earning = (
        Earning.objects.select_related("escrow")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=earning.pk)
    )
    if earning.state == EarningState.PENDING and earning.available_at <= now:
        move(earning, EarningState.AVAILABLE)
        if earning.left:  # a chargeback may have taken all of it
            postings.hold_over(earning)
            _tell(earning)
    return earning


def _tell(earning: Earning) -> None:
    publish(events.EarningsAvailable(user_id=earning.payee_id, earning_id=earning.pk))
