"""Every kind of news: who it belongs to, where it leads, and its words in the reader's language."""

from notifications.kinds.accounts import ACCOUNTS
from notifications.kinds.bidding import BIDDING
from notifications.kinds.books import BOOKS
from notifications.kinds.budgets import BUDGETS
from notifications.kinds.chargebacks import CHARGEBACKS
from notifications.kinds.decisions import DECISIONS
from notifications.kinds.disputes import DISPUTES
from notifications.kinds.earnings import EARNINGS
from notifications.kinds.help import HELP
from notifications.kinds.identities import IDENTITIES
from notifications.kinds.moderation import MODERATION
from notifications.kinds.money import MONEY
from notifications.kinds.payouts import PAYOUTS
from notifications.kinds.searches import SEARCHES
from notifications.kinds.shape import Group, Kind, packed, sentence_of, title_of
from notifications.kinds.talk import TALK
from notifications.kinds.work import WORK

__all__ = ["KINDS", "Group", "Kind", "packed", "sentence_of", "title_of"]

KINDS: dict[str, Kind] = {
    **BIDDING,
    **WORK,
    **MONEY,
    **EARNINGS,
    **CHARGEBACKS,
    **DECISIONS,
    **PAYOUTS,
    **DISPUTES,
    **MODERATION,
    **TALK,
    **BOOKS,
    **IDENTITIES,
    **HELP,
    **BUDGETS,
    **SEARCHES,
    **ACCOUNTS,
}
