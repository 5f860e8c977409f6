"""Who may take part in a conversation, and what to be careful about."""

import re

from accounts.models import User
from accounts.roles import moderates
from messaging.models import Message, Thread
from projects.models import Bid, Contract
from projects.states import LIVE_BIDS, BidState, ContractState

_CONTACT = re.compile(
    r"""
    [\w.+-]+@[\w-]+\.\w{2,}
    | (?:https?://)?(?:wa\.me|t\.me|line\.me|bit\.ly)/\S+
    | (?:\+62|\b62|\b0)[\s.-]?8\d{1,2}(?:[\s.-]?\d{2,4}){2,4}\b
    | \+\d[\d\s.-]{8,}\d
    | \b(?:whats\s?app|telegram|wechat|instagram|signal)\b\s*[:@=]\s*\S+
    """,
    re.IGNORECASE | re.VERBOSE,
)


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


def is_before_contract(thread: Thread) -> bool:
    """Whether nothing protects yet what the two agree: no contract, or none paid in."""
    return thread.contract is None or thread.contract.state == ContractState.AWAITING_FUNDING


def mentions_contact_details(text: str) -> bool:
    """Whether a text seems to hold a phone number, an address or a name elsewhere."""
    return _CONTACT.search(text) is not None
