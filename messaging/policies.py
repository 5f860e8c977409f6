"""Who may take part in a conversation."""

from accounts.models import User
from accounts.roles import moderates
from messaging.models import Message, Thread
from projects.models import Bid, Contract
from projects.selectors import have_contract
from projects.states import ENDED_WITHOUT_WORK, LIVE_BIDS, BidState, ContractState


def is_party(user: User, thread: Thread) -> bool:
    return user.pk in thread.party_ids


def can_write(user: User, thread: Thread) -> bool:
    return user.is_active and is_party(user, thread)


def can_hide(user: User, message: Message) -> bool:
    """A moderator who is no side of the conversation."""
    return moderates(user) and not is_party(user, message.thread)


def can_talk_about_bid(user: User, bid: Bid) -> bool:
    return user.pk in (bid.freelancer_id, bid.project.client_id)


def can_talk_about_contract(user: User, contract: Contract) -> bool:
    return user.pk in (contract.freelancer_id, contract.client_id)


def is_open(thread: Thread) -> bool:
    """A conversation about a bid ends with the bid; one about a contract stays open."""
    if thread.bid is None:
        return True
    return thread.bid.state in LIVE_BIDS | {BidState.ACCEPTED}


def is_unprotected(thread: Thread) -> bool:
    """Whether nothing protects yet what the two agree: no contract, or none paid in."""
    return thread.contract is None or thread.contract.state == ContractState.AWAITING_FUNDING


def is_before_contract(thread: Thread) -> bool:
    """Whether no contract between the two exists; what never began or was called off is none."""
    if thread.contract is not None and thread.contract.state not in ENDED_WITHOUT_WORK:
        return False
    return not have_contract(thread.client_id, thread.freelancer_id)
