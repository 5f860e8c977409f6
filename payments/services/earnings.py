"""What a payee has earned, and when it may be paid out."""

from datetime import datetime

from django.db import transaction

from core.events import publish
from core.money import Money
from core.states import move
from payments import events
from payments.models import Earning, Escrow
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
            tell(earning.pk, escrow=earning.escrow, amount=earning.left)
    return earning


def tell(earning_id: int, *, escrow: Escrow, amount: Money) -> None:
    """Say that so much of an escrow may be paid out now."""
    publish(
        events.EarningsAvailable(
            user_id=escrow.payee_id,
            earning_id=earning_id,
            amount=amount,
            what=escrow.description,
        )
    )
