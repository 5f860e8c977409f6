"""What follows in disputes from events of the apps below."""

from core.events import on
from disputes.selectors import open_dispute_of
from disputes.services import overtaking
from payments.events import ChargebackLost, EscrowReversed
from payments.models import Chargeback
from projects.selectors import milestone_of


@on(EscrowReversed)
def end_what_nobody_can_decide(event: EscrowReversed) -> None:
    """The step has ended already, for projects hear it first; its dispute has lost its money."""
    milestone = milestone_of(event.escrow_id)
    dispute = None if milestone is None else open_dispute_of(milestone)
    if milestone is not None and dispute is not None and milestone.ended_at is not None:
        overtaking.overtake(dispute=dispute, now=milestone.ended_at)


@on(ChargebackLost)
def lessen_what_is_disputed(event: ChargebackLost) -> None:
    """The bank kept a part: the two disagree about the rest."""
    chargeback = Chargeback.objects.select_related("payin").get(pk=event.chargeback_id)
    milestone = milestone_of(chargeback.payin.escrow_id)
    dispute = None if milestone is None else open_dispute_of(milestone)
    if dispute is not None and chargeback.settled_at is not None:
        overtaking.lessen(dispute=dispute, now=chargeback.settled_at)
