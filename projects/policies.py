"""Who may do what with a piece of work. States are asked for separately."""

from datetime import datetime

from accounts import roles
from accounts.models import User
from accounts.policies import may_begin_new_work
from core.states import can_move
from identity.ties import are_tied
from projects.models import Bid, Budget, Contract, Invitation, Milestone, Project, SavedSearch
from projects.states import (
    HELD_MILESTONES,
    LIVE_BIDS,
    UNPAID_MILESTONES,
    BidState,
    ContractState,
    MilestoneState,
    ProjectState,
)


def can_edit_project(user: User, project: Project) -> bool:
    return project.client_id == user.pk


def is_moderator(user: User) -> bool:
    return roles.moderates(user)


def can_moderate(user: User, project: Project) -> bool:
    """A moderator without a tie to the client."""
    return is_moderator(user) and not are_tied(user, [project.client_id])


def can_bid(user: User, project: Project) -> bool:
    return project.client_id != user.pk and user.is_active


def can_judge_bid(user: User, bid: Bid) -> bool:
    return bid.project.client_id == user.pk


def can_change_bid(user: User, bid: Bid) -> bool:
    return bid.freelancer_id == user.pk


def can_answer_invitation(user: User, invitation: Invitation) -> bool:
    return invitation.freelancer_id == user.pk


def is_client(user: User, contract: Contract) -> bool:
    return contract.client_id == user.pk


def is_freelancer(user: User, contract: Contract) -> bool:
    return contract.freelancer_id == user.pk


def is_party(user: User, contract: Contract) -> bool:
    return user.pk in (contract.client_id, contract.freelancer_id)


def takes_bids(project: Project) -> bool:
    """Open, and of a client who may begin new work."""
    return project.state == ProjectState.OPEN and may_begin_new_work(project.client)


def takes_acceptance(project: Project) -> bool:
    """Whether an offer may become a contract: nothing begins with a client who is held back."""
    return may_begin_new_work(project.client)


def shows_bid_form(user: User, project: Project) -> bool:
    """Whether the bid button makes sense on a project page."""
    return can_bid(user, project) and may_begin_new_work(user) and takes_bids(project)


def shows_offer(user: User, bid: Bid) -> bool:
    return (
        can_judge_bid(user, bid)
        and bid.state in LIVE_BIDS - {BidState.OFFERED}
        and bid.project.state == ProjectState.OPEN
    )


def shows_offer_answer(user: User, bid: Bid) -> bool:
    return can_change_bid(user, bid) and bid.state == BidState.OFFERED


def shows_acceptance(user: User, bid: Bid) -> bool:
    return shows_offer_answer(user, bid) and takes_acceptance(bid.project)


def shows_edit(user: User, project: Project) -> bool:
    return can_edit_project(user, project) and project.state in {
        ProjectState.DRAFT,
        ProjectState.OPEN,
    }


def shows_publication(user: User, project: Project) -> bool:
    return can_edit_project(user, project) and project.state == ProjectState.DRAFT


def shows_return_to_draft(user: User, project: Project) -> bool:
    return can_edit_project(user, project) and project.state == ProjectState.PENDING_REVIEW


def shows_cancellation(user: User, project: Project) -> bool:
    return can_edit_project(user, project) and can_move(project, ProjectState.CANCELLED)


def shows_renewal(user: User, project: Project) -> bool:
    return can_edit_project(user, project) and project.state == ProjectState.EXPIRED


def shows_similar(user: User, project: Project) -> bool:
    """Whether another posting may begin with what this one says."""
    return can_edit_project(user, project) and project.state not in {
        ProjectState.DRAFT,
        ProjectState.PENDING_REVIEW,
        ProjectState.REMOVED,
    }


def can_bid_again(bid: Bid) -> bool:
    """Whether a bid that ended may be sent anew while the project is open."""
    return can_move(bid, BidState.SUBMITTED) and takes_bids(bid.project)


def is_negotiable(bid: Bid) -> bool:
    """Whether either side may still propose other terms."""
    return (
        bid.is_live
        and bid.state != BidState.OFFERED
        and bid.project.state in {ProjectState.OPEN, ProjectState.AWARDING}
    )


def shows_revision(user: User, bid: Bid) -> bool:
    return can_change_bid(user, bid) and is_negotiable(bid)


def shows_agreement(user: User, bid: Bid) -> bool:
    return shows_revision(user, bid) and bid.state == BidState.COUNTERED


def shows_withdrawal(user: User, bid: Bid) -> bool:
    return (
        can_change_bid(user, bid)
        and bid.is_live
        and bid.project.state in {ProjectState.OPEN, ProjectState.AWARDING}
    )


def shows_counter(user: User, bid: Bid) -> bool:
    return can_judge_bid(user, bid) and is_negotiable(bid)


def shows_shortlist(user: User, bid: Bid) -> bool:
    return shows_counter(user, bid) and bid.state in {BidState.SUBMITTED, BidState.REVISED}


def shows_taking_back(user: User, bid: Bid) -> bool:
    return can_judge_bid(user, bid) and bid.state == BidState.OFFERED


def shows_funding(user: User, milestone: Milestone) -> bool:
    return (
        is_client(user, milestone.contract)
        and milestone.state in UNPAID_MILESTONES
        and milestone.contract.state in {ContractState.AWAITING_FUNDING, ContractState.ACTIVE}
    )


def shows_delivery(user: User, milestone: Milestone) -> bool:
    """Whether there is work to hand over; while a bank has the money, nobody asks for any."""
    return (
        is_freelancer(user, milestone.contract)
        and _is_held(milestone)
        and milestone.contract.state in {ContractState.ACTIVE, ContractState.ENDING}
    )


def shows_approval(user: User, milestone: Milestone) -> bool:
    return is_client(user, milestone.contract) and _is_held(milestone)


def shows_part_release(user: User, milestone: Milestone) -> bool:
    """Whether a part of the money may be released before the whole."""
    return shows_approval(user, milestone) and milestone.left.minor > 0


def shows_change_request(user: User, milestone: Milestone) -> bool:
    return (
        is_client(user, milestone.contract)
        and milestone.state == MilestoneState.SUBMITTED
        and not milestone.is_at_the_bank
        and milestone.contract.state == ContractState.ACTIVE
        and milestone.rounds_used < milestone.contract.terms.change_rounds
    )


def shows_standing_on_delivery(user: User, milestone: Milestone) -> bool:
    return (
        is_freelancer(user, milestone.contract)
        and milestone.state == MilestoneState.CHANGES_REQUESTED
        and not milestone.is_at_the_bank
        and milestone.contract.state in {ContractState.ACTIVE, ContractState.ENDING}
    )


def shows_dispute(user: User, milestone: Milestone) -> bool:
    return is_party(user, milestone.contract) and _is_held(milestone)


def _is_held(milestone: Milestone) -> bool:
    """Whether its money lies in escrow, and not with a bank that took it back."""
    return milestone.state in HELD_MILESTONES and not milestone.is_at_the_bank


def shows_end(user: User, contract: Contract) -> bool:
    return is_party(user, contract) and contract.state in {
        ContractState.AWAITING_FUNDING,
        ContractState.ACTIVE,
        ContractState.PAUSED,
    }


def shows_lateness(user: User, milestone: Milestone, now: datetime) -> bool:
    """Whether the client may ask the money back because nothing came in time."""
    return (
        is_client(user, milestone.contract)
        and milestone.state == MilestoneState.FUNDED
        and milestone.contract.state in {ContractState.ACTIVE, ContractState.ENDING}
        and milestone.late_from is not None
        and now >= milestone.late_from
    )


def shows_change_of_terms(user: User, contract: Contract) -> bool:
    """Whether a pause or other steps may be proposed."""
    return is_party(user, contract) and contract.state == ContractState.ACTIVE


def owns_search(user: User, saved: SavedSearch) -> bool:
    return user.pk == saved.user_id


def can_budget(user: User, project: Project) -> bool:
    return user.pk == project.client_id


def owns_budget(user: User, budget: Budget) -> bool:
    return user.pk == budget.user_id
