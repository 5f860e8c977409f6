"""Whose turn it is in a disagreement; the words of `projects.turns`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from disputes.models import Dispute
from disputes.states import DisputeState
from projects.turns import Turn


def turn_of_dispute(dispute: Dispute) -> Turn | None:
    """Who acts next, until when, and what happens if nobody does."""
    if dispute.state in _ANSWERING:
        return _of_other_side(dispute)
    words = _FOR_BOTH.get(dispute.state)
    if words is None:
        return None
    deed, silence = words
    return Turn(actor=None, deed=str(deed), until=dispute.deadline_at, silence=str(silence))


def is_turn_of(person: User, dispute: Dispute, turn: Turn) -> bool:
    """Whether this side can do something now that the other side or the staff waits for.

    Where both may act, whoever proposed last or has answered waits for the other.
    """
    if turn.actor is not None:
        return turn.is_of(person)
    if dispute.state == DisputeState.NEGOTIATION:
        latest = max(dispute.proposals.all(), key=lambda one: one.pk, default=None)
        return latest is None or latest.by_id != person.pk
    if dispute.state == DisputeState.PROPOSED and dispute.ruling is not None:
        return all(answer.by_id != person.pk for answer in dispute.ruling.answers.all())
    return dispute.state == DisputeState.DECIDED


def _of_other_side(dispute: Dispute) -> Turn:
    contract = dispute.milestone.contract
    is_by_client = dispute.opened_by_id == contract.client_id
    deed, news, silence = _ANSWERING[dispute.state]
    return Turn(
        actor=contract.freelancer if is_by_client else contract.client,
        deed=str(deed),
        news=str(news),
        until=dispute.deadline_at,
        silence=str(silence),
    )


_ANSWERING: Mapping[str, tuple[Promise, Promise, Promise]] = {
    DisputeState.AWAITING_RESPONSE: (
        _("Accept the proposal, or say how you would divide the money."),
        _("The other side has to answer your proposal."),
        _(
            "After a last chance of three days, what the side that opened the dispute asked for is"
            " carried out."
        ),
    ),
    DisputeState.DEFAULTING: (
        _("This is the last chance: accept, or say how you would divide the money."),
        _("The other side did not answer and has a last chance."),
        _("What the side that opened the dispute asked for is carried out."),
    ),
}
_FOR_BOTH: Mapping[str, tuple[Promise, Promise]] = {
    DisputeState.NEGOTIATION: (
        _("Accept the other side’s proposal or make a new one."),
        _("A moderator takes over."),
    ),
    DisputeState.MEDIATION: (
        _("A moderator reads everything and proposes. You can still agree yourselves."),
        _("A senior moderator takes over, and the delay counts in the public figures."),
    ),
    DisputeState.PROPOSED: (
        _("Accept or reject what the moderator proposes."),
        _("Silence accepts: the proposal is carried out unless somebody rejects it."),
    ),
    DisputeState.ARBITRATION: (
        _("A senior moderator, not the one who proposed, reads everything and decides."),
        _(
            "After five more days the moderator’s proposal is carried out; without one, the middle"
            " of what both of you asked for. The delay counts in the public figures."
        ),
    ),
    DisputeState.DECIDED: (
        _("Either side may appeal, on new evidence or on procedure."),
        _("The decision is carried out."),
    ),
    DisputeState.APPEALED: (
        _("Somebody who had no hand in the decision judges the appeal."),
        _("After five more days the decision is carried out as it stands."),
    ),
}
