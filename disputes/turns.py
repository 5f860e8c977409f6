"""Whose turn it is in a disagreement; the words of `projects.turns`."""

from django.utils.translation import gettext as _

from disputes.models import Dispute
from disputes.states import DisputeState
from projects.turns import Turn


def turn_of_dispute(dispute: Dispute) -> Turn | None:
    """Who acts next, until when, and what happens if nobody does."""
    if dispute.state == DisputeState.AWAITING_RESPONSE:
        return _answer(dispute)
    if dispute.state == DisputeState.NEGOTIATION:
        return Turn(
            actor=None,
            deed=_("Accept the other side’s proposal or make a new one."),
            until=dispute.deadline_at,
            silence=_("A moderator takes over and decides with reasons."),
        )
    if dispute.state == DisputeState.MEDIATION:
        return Turn(
            actor=None,
            deed=_("A moderator reads everything and decides. You can still agree yourselves."),
            until=dispute.deadline_at,
            silence=_("The delay is reported. The money stays frozen until there is a decision."),
        )
    return None


def _answer(dispute: Dispute) -> Turn:
    contract = dispute.milestone.contract
    is_by_client = dispute.opened_by_id == contract.client_id
    return Turn(
        actor=contract.freelancer if is_by_client else contract.client,
        deed=_("Accept the proposal, or say how you would divide the money."),
        news=_("The other side has to answer your proposal."),
        until=dispute.deadline_at,
        silence=_("A moderator takes over and decides with reasons."),
    )
