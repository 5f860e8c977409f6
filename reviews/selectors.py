"""What may be read of reviews, and by whom."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from projects.models import Contract, Milestone
from projects.states import ContractState, MilestoneState
from reviews.models import Review
from reviews.states import LISTED, WINDOW, ReviewState


def reviews_listed_of(person: User) -> QuerySet[Review]:
    """What was published about somebody, the newest first; hidden ones keep their place."""
    return (
        Review.objects.filter(subject=person, state__in=LISTED)
        .select_related("author", "subject", "contract")
        .order_by("-published_at", "-pk")
    )


def reviews_visible_to(user: User) -> QuerySet[Review]:
    """Everything published, and one's own sealed ones."""
    return Review.objects.filter(Q(state__in=LISTED) | Q(author=user)).select_related(
        "author", "subject", "contract"
    )


def reviews_of_contract(contract: Contract, user: User) -> QuerySet[Review]:
    """The reviews of a contract that this person may read."""
    return reviews_visible_to(user).filter(contract=contract).order_by("subject_side")


def review_by(user: User, contract: Contract) -> Review | None:
    """What this person has written about the other side of a contract."""
    return Review.objects.filter(contract=contract, author=user).select_related("subject").first()


def contracts_to_review(user: User, now: datetime) -> QuerySet[Contract]:
    """Ended contracts on which this person may still write, the most urgent first."""
    written = Review.objects.filter(contract=OuterRef("pk"), author=user)
    return (
        Contract.objects.filter(
            Q(client=user) | Q(freelancer=user),
            state=ContractState.COMPLETED,
            ended_at__gt=now - WINDOW,
        )
        .exclude(Exists(written))
        .select_related("client", "freelancer")
        .order_by("ended_at")
    )


def past_work_of(person: User) -> QuerySet[Contract]:
    """What this freelancer has finished, the newest first, each with what was said about it."""
    about = Review.objects.filter(subject=person, state__in=LISTED).select_related(
        "author", "subject"
    )
    return (
        Contract.objects.filter(freelancer=person, state=ContractState.COMPLETED)
        .select_related("project__category")
        .prefetch_related(Prefetch("reviews", about, to_attr="listed_reviews"))
        .order_by("-ended_at", "-pk")
    )


def reviews_as_client(person: User) -> QuerySet[Review]:
    """What freelancers said about somebody as a client, the newest first."""
    return reviews_listed_of(person).filter(subject_side="client")


def reviewable_contracts_of(user: User) -> QuerySet[Contract]:
    """Contracts of this person in which something was released."""
    paid = Milestone.objects.filter(
        contract=OuterRef("pk"),
        state__in=[MilestoneState.RELEASED, MilestoneState.PARTLY_RELEASED],
    )
    return Contract.objects.filter(
        Q(client=user) | Q(freelancer=user), Exists(paid)
    ).select_related("client", "freelancer")


def flagged_reviews() -> QuerySet[Review]:
    """What waits for a moderator, the longest waiting first."""
    return (
        Review.objects.filter(state=ReviewState.FLAGGED)
        .select_related("author", "subject", "contract")
        .prefetch_related("changes")
        .order_by("flagged_at")
    )


def sealed_and_due(now: datetime) -> QuerySet[Review]:
    """Sealed reviews whose time is over."""
    due = Review.objects.filter(state=ReviewState.SEALED, publish_at__lte=now)
    return due.select_related("contract").order_by("publish_at", "pk")
