"""What people are told when something happens; each module listens to one part of the house."""

from notifications.receivers import (
    bidding,
    books,
    budgets,
    chargebacks,
    decisions,
    disputes,
    evidence,
    identities,
    moderation,
    money,
    payouts,
    people,
    reviews,
    searches,
    talk,
    work,
)

__all__ = [
    "bidding",
    "books",
    "budgets",
    "chargebacks",
    "decisions",
    "disputes",
    "evidence",
    "identities",
    "moderation",
    "money",
    "payouts",
    "people",
    "reviews",
    "searches",
    "talk",
    "work",
]
