"""What a payee has earned, and when it may be paid out."""

from datetime import datetime

from django.db import transaction

from core.events import publish
from core.states import move
from payments import events
from payments.models import Earning
from payments.services import postings
from payments.states import EarningState


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
            tell(earning.pk, payee_id=earning.payee_id, state=EarningState.AVAILABLE)
    return earning


def tell(earning_id: int, *, payee_id: int, state: EarningState, is_claimed: bool = True) -> None:
    """Say that something was earned, and whether it may be paid out already.

    `is_claimed` is false where no debt and no jar can want a part of it.
    """
    if state == EarningState.PENDING:
        publish(events.EarningPending(earning_id=earning_id))
    else:
        publish(
            events.EarningsAvailable(user_id=payee_id, earning_id=earning_id, is_claimed=is_claimed)
        )
