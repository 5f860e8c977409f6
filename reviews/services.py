"""The verbs of reviewing. Each locks the contract first, so that the two sides take turns."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import ClientProfile, FreelancerProfile, User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from core.texts import kept_text
from projects.models import Contract
from reviews.events import (
    ReviewEvent,
    ReviewFlagged,
    ReviewHidden,
    ReviewKept,
    ReviewPublished,
    ReviewReplied,
    ReviewRestored,
    ReviewWritten,
)
from reviews.models import (
    CRITERIA,
    LONGEST_REPLY,
    LONGEST_TEXT,
    Review,
    ReviewChange,
    Side,
)
from reviews.policies import (
    can_flag,
    can_judge,
    can_reply,
    can_review,
    closes_at,
    is_window_open,
)
from reviews.ratings import LEAST, MOST, overall, rating
from reviews.states import READABLE, REPLY_TIME, ReviewState
from staff.services import audit


@transaction.atomic
def write_review(
    *, contract: Contract, by: User, points: Mapping[str, int], text: str, now: datetime
) -> Review:
    """Say what the other side was like: points from 1 to 5 for each criterion, and words.

    It is sealed and final; when the other side has written too, both are published. The same
    words a second time change nothing. Raises WrongState where nothing was released, while the
    contract runs, after the 14 days, or for other words than before; InvalidInput for points or
    words that do not fit.
    """
    contract = _locked(contract)
    require(can_review, by, contract)
    side = Side.FREELANCER if by.pk == contract.client_id else Side.CLIENT
    given = _checked(points, side)
    text = kept_text(text, LONGEST_TEXT)
    mine = Review.objects.filter(contract=contract, author=by).first()
    if mine is not None:
        return _same_or_refused(mine, given, text)
    closing = closes_at(contract)
    if closing is None or not is_window_open(contract, now):
        raise WrongState(
            _("You can review each other for 14 days after a contract in which something was paid.")
        )
    review = Review.objects.create(
        contract=contract,
        author=by,
        subject_id=contract.freelancer_id if side == Side.FREELANCER else contract.client_id,
        subject_side=side,
        overall=overall(given.values()),
        text=text,
        written_at=now,
        publish_at=closing,
        **given,
    )
    _record(review, "written", by=by, now=now)
    publish(ReviewWritten(review_id=review.pk))
    if contract.reviews.filter(state=ReviewState.SEALED).count() == len(Side):
        _publish_sealed(contract, now=now)
        review.refresh_from_db()
    return review


@transaction.atomic
def publish_by_clock(*, review: Review, now: datetime) -> Review:
    """The time is over: what one side wrote is published, though the other did not write."""
    contract = _locked(review.contract)
    review = _fresh(review)
    if review.state != ReviewState.SEALED:
        return review
    if review.publish_at is None or review.publish_at > now:
        raise WrongState(_("There is still time to write."))
    _publish_sealed(contract, now=now)
    return _fresh(review)


@transaction.atomic
def reply_to_review(*, review: Review, by: User, text: str, now: datetime) -> Review:
    """Answer a review of oneself in public: once, within 30 days."""
    _locked(review.contract)
    review = _fresh(review)
    require(can_reply, by, review)
    text = kept_text(text, LONGEST_REPLY)
    if not text:
        raise InvalidInput(_("Please write your reply."))
    if review.reply == text:
        return review
    if review.reply or review.state not in READABLE or review.published_at is None:
        raise WrongState(_("This review takes no reply."))
    if now >= review.published_at + REPLY_TIME:
        raise WrongState(_("The 30 days for a reply are over."))
    review.reply, review.replied_at = text, now
    review.save(update_fields=["reply", "replied_at"])
    _record(review, "replied", by=by, now=now)
    publish(ReviewReplied(review_id=review.pk))
    return review


@transaction.atomic
def flag_review(*, review: Review, by: User, reason: str, now: datetime) -> Review:
    """Ask a moderator whether a review of oneself is within the rules; it stays readable."""
    _locked(review.contract)
    review = _fresh(review)
    require(can_flag, by, review)
    if review.state == ReviewState.FLAGGED:
        return review
    reason = _reason(reason)
    review.flagged_at = now
    review.save(update_fields=["flagged_at"])
    _take(review, ReviewState.FLAGGED, by=by, now=now, reason=reason, news=ReviewFlagged)
    return review


@transaction.atomic
def keep_review(*, review: Review, by: User, reason: str, now: datetime) -> Review:
    """The review is within the rules and stays."""
    return _judge(review, ReviewState.KEPT, by=by, reason=reason, now=now, news=ReviewKept)


@transaction.atomic
def hide_review(*, review: Review, by: User, reason: str, now: datetime) -> Review:
    """The review breaks a rule: its words and points no longer count, its place says so."""
    review = _judge(review, ReviewState.HIDDEN, by=by, reason=reason, now=now, news=ReviewHidden)
    _write_rating(review)
    return review


@transaction.atomic
def restore_review(*, review: Review, by: User | None, now: datetime) -> Review:
    """Undo the hiding: it is readable and counts again; `by` is None for the clock.

    One that its subject had asked about is kept. A second call changes nothing.
    """
    _locked(review.contract)
    review = _fresh(review)
    hiding = review.changes.filter(kind=ReviewState.HIDDEN).last()
    if review.state != ReviewState.HIDDEN or hiding is None:
        return review
    was = ReviewState(hiding.from_state)
    to = ReviewState.KEPT if was == ReviewState.FLAGGED else was
    came_from = move(review, to)
    _record(review, "restored", by=by, now=now, came_from=came_from)
    publish(ReviewRestored(review_id=review.pk))
    _write_rating(review)
    return review


def _judge(
    review: Review,
    to: ReviewState,
    *,
    by: User,
    reason: str,
    now: datetime,
    news: type[ReviewEvent],
) -> Review:
    _locked(review.contract)
    review = _fresh(review)
    require(can_judge, by, review)
    if review.state != to:
        before = str(review.state)
        _take(review, to, by=by, now=now, reason=_reason(reason), news=news)
        audit.record(
            by=by,
            action="reviews.judge",
            now=now,
            subject=review,
            person=review.author,
            reason=reason,
            changed={"state": (before, str(to))},
        )
    return review


def _publish_sealed(contract: Contract, *, now: datetime) -> None:
    for review in contract.reviews.filter(state=ReviewState.SEALED).order_by("-subject_side"):
        review.published_at = now
        review.state = ReviewState.PUBLISHED
        review.save(update_fields=["published_at", "state"])
        _record(review, "published", by=None, now=now, came_from=ReviewState.SEALED)
        _write_rating(review)
        publish(ReviewPublished(review_id=review.pk))


def _write_rating(review: Review) -> None:
    """The subject's rating from all that is readable; the profile's row keeps writers in turn."""
    profiles: type[FreelancerProfile] | type[ClientProfile] = (
        FreelancerProfile if review.subject_side == Side.FREELANCER else ClientProfile
    )
    profile = profiles.objects.select_for_update().get(user=review.subject_id)
    found = Review.objects.filter(
        subject=review.subject_id, subject_side=review.subject_side, state__in=READABLE
    ).aggregate(total=Sum("overall", default=0), count=Count("pk"))
    profile.rating_sum, profile.rating_count = found["total"], found["count"]
    profile.rating_mean = rating(found["total"], found["count"])
    profile.save(update_fields=["rating_sum", "rating_count", "rating_mean"])


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)


def _fresh(review: Review) -> Review:
    return Review.objects.select_related("contract").get(pk=review.pk)


def _same_or_refused(mine: Review, given: Mapping[str, int], text: str) -> Review:
    if mine.text == text and all(getattr(mine, name) == value for name, value in given.items()):
        return mine
    raise WrongState(_("You have already written your review, and it is final."))


def _checked(points: Mapping[str, int], side: Side) -> dict[str, int]:
    wanted = CRITERIA[side]
    if set(points) != set(wanted):
        raise InvalidInput(_("Please give points for each question."))
    if any(not LEAST <= points[name] <= MOST for name in wanted):
        raise InvalidInput(_("Points go from 1 to 5."))
    return {name: points[name] for name in wanted}


def _reason(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Please give the reason."))
    return kept_text(reason, LONGEST_REPLY)


def _take(
    review: Review,
    to: ReviewState,
    *,
    by: User,
    now: datetime,
    reason: str,
    news: type[ReviewEvent],
) -> None:
    came_from = move(review, to)
    _record(review, str(to), by=by, now=now, came_from=came_from, reason=reason)
    publish(news(review_id=review.pk))


def _record(
    review: Review,
    kind: str,
    *,
    by: User | None,
    now: datetime,
    came_from: str = "",
    reason: str = "",
) -> None:
    ReviewChange.objects.create(
        review=review,
        actor=by,
        kind=kind,
        from_state=came_from,
        to_state=review.state,
        reason=reason,
        happened_at=now,
    )
