"""The lists of one's own postings and bids: in groups, and in an order of choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import Bid, Project
from projects.selectors import bids_for_client
from projects.states import LIVE_BIDS, BidState, ProjectState


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of states with its number of rows."""

    name: str
    label: str | Promise
    states: frozenset[str]
    count: int


_PROJECT_TABS: Mapping[str, tuple[Promise, frozenset[str]]] = {
    "open": (
        _("Open"),
        frozenset({ProjectState.OPEN, ProjectState.AWARDING, ProjectState.EXPIRED}),
    ),
    "drafts": (_("Drafts"), frozenset({ProjectState.DRAFT, ProjectState.PENDING_REVIEW})),
    "filled": (_("Freelancer found"), frozenset({ProjectState.FILLED})),
    "over": (
        _("Over"),
        frozenset({ProjectState.CLOSED, ProjectState.CANCELLED, ProjectState.REMOVED}),
    ),
}
_BID_TABS: Mapping[str, tuple[Promise, frozenset[str]]] = {
    "turn": (_("Your turn"), frozenset({BidState.OFFERED, BidState.COUNTERED})),
    "waiting": (
        _("With the client"),
        frozenset({BidState.SUBMITTED, BidState.SHORTLISTED, BidState.REVISED}),
    ),
    "won": (_("Accepted"), frozenset({BidState.ACCEPTED})),
    "over": (_("Over"), frozenset(set(BidState) - LIVE_BIDS - {BidState.ACCEPTED})),
}


def tabs_of_projects(client: User) -> list[Tab]:
    """What this person has posted, in groups (1 query)."""
    return _tabs(_PROJECT_TABS, Project.objects.filter(client=client))


def tabs_of_bids(freelancer: User) -> list[Tab]:
    """What this person has bid on, in groups (1 query)."""
    return _tabs(_BID_TABS, Bid.objects.filter(freelancer=freelancer))


def _tabs(groups: Mapping[str, tuple[Promise, frozenset[str]]], rows: QuerySet[Any]) -> list[Tab]:
    counts = rows.aggregate(
        **{
            name: Count("pk", filter=Q(state__in=states))
            for name, (_label, states) in groups.items()
        }
    )
    return [Tab(name, label, states, counts[name]) for name, (label, states) in groups.items()]


BID_ORDERS: Mapping[str, tuple[Promise, list[Any]]] = {
    "newest": (_("Newest"), ["-submitted_at", "-pk"]),
    "price": (_("Lowest price"), ["terms__amount_minor", "pk"]),
    "days": (_("Fastest"), ["terms__days", "pk"]),
    "rating": (
        _("Best rated"),
        [F("freelancer__freelancer_profile__rating_mean").desc(nulls_last=True), "pk"],
    ),
}


def bids_to_compare(project: Project, order: str) -> QuerySet[Bid]:
    """All bids of a project for its client: live ones first, shortlisted ones before others."""
    first = Case(
        When(state__in=[BidState.OFFERED, BidState.ACCEPTED], then=0),
        When(state=BidState.SHORTLISTED, then=1),
        When(state__in=LIVE_BIDS, then=2),
        default=3,
    )
    return bids_for_client(project).order_by(first, *BID_ORDERS[order][1])
