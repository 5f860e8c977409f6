"""Who may do what in a disagreement. States are asked for separately."""

from accounts.models import User
from accounts.roles import moderates
from disputes.models import Dispute, Proposal
from disputes.states import TAKES_BLIND_OFFERS, UNDECIDED, WITH_STAFF, DisputeState
from identity.ties import are_tied
from projects.models import Milestone
from projects.states import HELD_MILESTONES


def is_party(user: User, dispute: Dispute) -> bool:
    contract = dispute.milestone.contract
    return user.pk in (contract.client_id, contract.freelancer_id)


def can_open(user: User, milestone: Milestone) -> bool:
    return user.pk in (milestone.contract.client_id, milestone.contract.freelancer_id)


def can_accept(user: User, proposal: Proposal) -> bool:
    """The side that did not make the proposal."""
    return is_party(user, proposal.dispute) and proposal.by_id != user.pk


def can_withdraw(user: User, dispute: Dispute) -> bool:
    return dispute.opened_by_id == user.pk


def can_moderate(user: User) -> bool:
    return moderates(user)


def is_neutral(user: User, dispute: Dispute) -> bool:
    """A moderator without a tie to either side."""
    contract = dispute.milestone.contract
    return can_moderate(user) and not are_tied(user, [contract.client_id, contract.freelancer_id])


def can_rule(user: User, dispute: Dispute) -> bool:
    """A neutral moderator mediates; a neutral senior one decides and judges what others wrote."""
    if not is_neutral(user, dispute):
        return False
    if dispute.state not in (DisputeState.ARBITRATION, DisputeState.APPEALED):
        return True
    return user.is_senior_moderator and user.pk not in hands_of(dispute)


def can_confirm(user: User, dispute: Dispute) -> bool:
    """A second neutral moderator who had no hand in any ruling of this dispute."""
    return (
        dispute.pending_ruling is not None
        and is_neutral(user, dispute)
        and user.pk not in hands_of(dispute)
    )


def hands_of(dispute: Dispute) -> set[int]:
    """The staff who wrote or confirmed a ruling of this dispute."""
    authors = set(dispute.rulings.values_list("by_id", flat=True))
    second = dispute.history.filter(kind="ruling_confirmed", actor__isnull=False)
    return authors | set(second.values_list("actor_id", flat=True))


def shows_opening(user: User, milestone: Milestone) -> bool:
    """Not while the client's bank has the money: nobody could divide it."""
    is_held = milestone.state in HELD_MILESTONES and not milestone.is_at_the_bank
    return can_open(user, milestone) and is_held


def shows_proposing(user: User, dispute: Dispute) -> bool:
    return is_party(user, dispute) and dispute.is_open


def shows_blind_offers(user: User, dispute: Dispute) -> bool:
    return is_party(user, dispute) and dispute.state in TAKES_BLIND_OFFERS


def shows_withdrawal(user: User, dispute: Dispute) -> bool:
    return dispute.state in UNDECIDED and can_withdraw(user, dispute)


def shows_appeal(user: User, dispute: Dispute) -> bool:
    return is_party(user, dispute) and dispute.state == DisputeState.DECIDED


def shows_ruling(user: User, dispute: Dispute) -> bool:
    return (
        dispute.state in WITH_STAFF
        and dispute.pending_ruling_id is None
        and can_rule(user, dispute)
    )


def shows_confirming(user: User, dispute: Dispute) -> bool:
    return dispute.state in WITH_STAFF and can_confirm(user, dispute)
