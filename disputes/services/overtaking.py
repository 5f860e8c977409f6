"""What the client's bank does to a dispute: it takes all of the money, or a part."""

from datetime import datetime

from django.db import transaction

from core.events import publish
from disputes.events import DisputeOvertaken
from disputes.models import Dispute
from disputes.services.steps import locked_dispute, remember, take
from disputes.states import DisputeState


@transaction.atomic
def overtake(*, dispute: Dispute, now: datetime) -> Dispute:
    """End a dispute whose money is gone; nobody won it. A second call changes nothing."""
    dispute = locked_dispute(dispute)
    if dispute.is_open:
        dispute.pending_ruling = None
        dispute.save(update_fields=["pending_ruling"])
        take(dispute, DisputeState.OVERTAKEN, kind="overtaken", by=None, now=now)
        publish(DisputeOvertaken(dispute_id=dispute.pk))
    return dispute


@transaction.atomic
def lessen(*, dispute: Dispute, now: datetime) -> Dispute:
    """Disagree about what the bank left of the price from now on.

    A proposal that gives the freelancer more than that gives all of it. Where nothing is left, the
    end of the milestone ends the dispute.
    """
    dispute = locked_dispute(dispute)
    left = dispute.milestone.left
    if dispute.is_open and left and left < dispute.amount:
        dispute.amount_minor = left.minor
        dispute.save(update_fields=["amount_minor"])
        remember(dispute, kind="lessened", by=None, now=now)
    return dispute
