"""News of reviews."""

from typing import Any

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import moderators
from reviews.events import (
    ReviewFlagged,
    ReviewHidden,
    ReviewKept,
    ReviewPublished,
    ReviewReplied,
    ReviewRestored,
    ReviewWritten,
)
from reviews.models import Review
from reviews.states import ReviewState


@on(ReviewWritten)
def invite_other_to_write(event: ReviewWritten) -> None:
    """Unless the other side wrote first: then both are published now."""
    review = _review(event.review_id)
    if review.contract.reviews.filter(author=review.subject_id).exists():
        return
    _tell("review_waits", review, [review.subject_id], page_arg=review.contract_id)


@on(ReviewPublished)
def tell_subject(event: ReviewPublished) -> None:
    review = _review(event.review_id)
    _tell("review_published", review, [review.subject_id])


@on(ReviewReplied)
def tell_author_of_reply(event: ReviewReplied) -> None:
    review = _review(event.review_id)
    _tell("review_replied", review, [review.author_id])


@on(ReviewFlagged)
def tell_moderators_of_flag(event: ReviewFlagged) -> None:
    review = _review(event.review_id)
    sides = {review.author_id, review.subject_id}
    unbiased = [pk for pk in moderators() if pk not in sides]
    _tell("review_to_check", review, unbiased, page_arg=review.pk)


@on(ReviewKept)
@on(ReviewHidden)
def tell_both_of_judgement(event: ReviewKept | ReviewHidden) -> None:
    review = _review(event.review_id)
    kind = "review_hidden" if review.state == ReviewState.HIDDEN else "review_kept"
    decision = review.changes.order_by("-pk").first()
    reason = decision.reason if decision else ""
    _tell(kind, review, [review.author_id, review.subject_id], reason=reason)


@on(ReviewRestored)
def tell_subject_of_return(event: ReviewRestored) -> None:
    review = _review(event.review_id)
    _tell("review_restored", review, [review.subject_id])


def _tell(kind: str, review: Review, to: list[int], *, page_arg: object = "", **args: Any) -> None:
    tell(
        kind,
        to,
        about=f"review:{review.pk}",
        page_arg=page_arg or review.subject.handle,
        author=review.author,
        subject=review.subject,
        contract=review.contract.title,
        **args,
    )


def _review(pk: int) -> Review:
    return Review.objects.select_related("author", "subject", "contract").get(pk=pk)
