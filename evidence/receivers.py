"""What follows in evidence from what happens below."""

from core.events import on
from disputes.events import DisputeOpened
from disputes.models import Dispute
from evidence.services import bundles


@on(DisputeOpened)
def freeze_what_is_known(event: DisputeOpened) -> None:
    dispute = Dispute.objects.get(pk=event.dispute_id)
    bundles.freeze_dispute(dispute=dispute, now=dispute.opened_at)
