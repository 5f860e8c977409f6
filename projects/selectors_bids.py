"""Postings with what their readers are told of bids, in the query that reads them."""

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject

from accounts.models import User
from projects.models import Bid, Invitation, Project
from projects.selectors import is_visible_to, projects_visible_to
from projects.states import LIVE_BIDS, BidState, ProjectState


def projects_readable_by(user: User | None) -> QuerySet[Project]:
    """What this person may see, and what is gone for a page that says no more than that.

    Of what was called off, for those whom a notification or their list led there. `is_whole`
    says which of the two it is.
    """
    gone, visible = Q(state=ProjectState.REMOVED), is_visible_to(user)
    if user is not None and user.is_authenticated:
        gone |= Q(state=ProjectState.CANCELLED, published_at__isnull=False)
    return (
        Project.objects.select_related("category", "region__province", "client__client_profile")
        .filter(visible | gone)
        .annotate(is_whole=ExpressionWrapper(visible, output_field=BooleanField()))
    )


def projects_to_bid_on(user: User) -> QuerySet[Project]:
    """What this person may see, with the id of their own bid as `own_bid`."""
    visible = projects_visible_to(user).select_related(None).select_related("client")
    return with_own_bid(visible.defer("search"), user)


def with_own_bid(projects: QuerySet[Project], user: User) -> QuerySet[Project]:
    """The same with the id of this person's bid as `own_bid`, so that most need not ask for it."""
    own = Bid.objects.filter(project=OuterRef("pk"), freelancer=user).order_by().values("pk")
    return projects.annotate(own_bid=Subquery(own))


def unknown_to(freelancer: User, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of these projects to which somebody was not invited, and on which they did not bid."""
    asked = Invitation.objects.filter(project=OuterRef("pk"), freelancer=freelancer)
    bid = Bid.objects.filter(project=OuterRef("pk"), freelancer=freelancer)
    return projects.exclude(Exists(asked) | Exists(bid))


def sealed_range(projects: QuerySet[Project]) -> QuerySet[Project]:
    """With what bidders may see of the others, as `bids_told`: `count`, `least` and `most`.

    Minor units of the project's currency; None where nobody bids.
    """
    told = [
        *LIVE_BIDS,
        BidState.ACCEPTED,
        BidState.NOT_SELECTED,
    ]  # whoever bid until one was chosen
    rows = Bid.objects.filter(project=OuterRef("pk"), state__in=told)
    amount = "terms__amount_minor"
    sealed = JSONObject(count=Count("pk"), least=Min(amount), most=Max(amount))
    told_once = rows.order_by().values("project").annotate(told=sealed).values("told")
    return projects.annotate(bids_told=Subquery(told_once))
