"""What follows in evidence from what happens below."""

from core.events import on
from disputes.events import DisputeOpened
from disputes.models import Dispute
from evidence.services import bundles
from payments.events import ChargebackOpened
from payments.models import Chargeback


@on(ChargebackOpened)
def freeze_what_was_paid_for(event: ChargebackOpened) -> None:
    chargeback = Chargeback.objects.get(pk=event.chargeback_id)
    assert chargeback.taken_at is not None
    bundles.freeze_chargeback(chargeback=chargeback, now=chargeback.taken_at)


@on(DisputeOpened)
def freeze_what_is_known(event: DisputeOpened) -> None:
    dispute = Dispute.objects.get(pk=event.dispute_id)
    bundles.freeze_dispute(dispute=dispute, now=dispute.opened_at)
