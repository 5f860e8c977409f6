"""Who may review, reply, flag and judge; and until when."""

from datetime import datetime

from accounts.models import User
from accounts.roles import moderates
from identity.ties import are_tied
from projects.models import Contract
from projects.states import MilestoneState
from reviews.models import Review
from reviews.states import READABLE, REPLY_TIME, WINDOW, ReviewState

_PAID = (MilestoneState.RELEASED, MilestoneState.PARTLY_RELEASED)


def can_review(user: User, contract: Contract) -> bool:
    return user.is_active and user.pk in (contract.client_id, contract.freelancer_id)


def can_reply(user: User, review: Review) -> bool:
    return user.is_active and review.subject_id == user.pk


def can_flag(user: User, review: Review) -> bool:
    return user.is_active and review.subject_id == user.pk


def can_moderate(user: User) -> bool:
    return moderates(user)


def can_judge(user: User, review: Review) -> bool:
    """A moderator without a tie to either of the two."""
    return can_moderate(user) and not are_tied(user, [review.author_id, review.subject_id])


def was_something_released(contract: Contract) -> bool:
    """Whether any of the contract's money has reached the freelancer."""
    return contract.milestones.filter(state__in=_PAID).exists()


def closes_at(contract: Contract) -> datetime | None:
    """Until when a review may be written: 14 days after the end; None while the contract runs."""
    return None if contract.ended_at is None else contract.ended_at + WINDOW


def is_window_open(contract: Contract, now: datetime) -> bool:
    """Whether a review may be written now: the contract has ended not long ago, with some pay.

    What is final is not asked while more is to come (lifecycles, Contract and Review).
    """
    closing = closes_at(contract)
    return closing is not None and now < closing and was_something_released(contract)


def shows_reply(user: User, review: Review, now: datetime) -> bool:
    return (
        can_reply(user, review)
        and review.state in READABLE
        and not review.reply
        and review.published_at is not None
        and now < review.published_at + REPLY_TIME
    )


def shows_flag(user: User, review: Review) -> bool:
    return can_flag(user, review) and review.state == ReviewState.PUBLISHED
