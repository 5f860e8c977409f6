"""What somebody takes along of reviews."""

from typing import Any

from accounts.models import User
from reviews.models import Review
from reviews.states import READABLE


def reviews_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """What this person wrote, and what was published about them."""
    written = Review.objects.filter(author=user).select_related("contract")
    received = Review.objects.filter(subject=user, state__in=READABLE).select_related("contract")
    return {
        "written": [_plain(review) for review in written],
        "received": [_plain(review) for review in received],
    }


def _plain(review: Review) -> dict[str, Any]:
    return {
        "work": review.contract.title,
        "reviewed_as": review.subject_side,
        "points": dict(review.points),
        "text": review.text,
        "reply": review.reply,
        "written_at": review.written_at.isoformat(),
    }
