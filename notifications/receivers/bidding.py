"""News of postings, bids and offers."""

from typing import Any

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import moderators
from projects.events import (
    BidAgreed,
    BidCountered,
    BidEvent,
    BidNotSelected,
    BidRejected,
    BidReleased,
    BidRestored,
    BidRevised,
    BidShortlisted,
    BidSubmitted,
    BidWithdrawn,
    InvitationDeclined,
    InvitationSent,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    OfferTakenBack,
    ProjectCancelled,
    ProjectChanged,
    ProjectEvent,
    ProjectExpired,
    ProjectHeldForReview,
    ProjectPublished,
    ProjectReopened,
    ProjectReturned,
)
from projects.models import Bid, Invitation, Project, WorkEvent
from projects.states import LIVE_BIDS, InvitationState, ProjectState


@on(ProjectPublished)
def tell_client_of_opening(event: ProjectPublished) -> None:
    """Only after a review: who publishes a posting sees it open."""
    project, latest = _project(event), _latest(event)
    if latest.kind == "approved":
        tell(
            "posting_opened",
            [project.client_id],
            but=latest.actor_id,
            about=f"project:{project.pk}",
            page_arg=project.pk,
            project=project.title,
            until=project.expires_at,
        )


@on(ProjectHeldForReview)
def tell_moderators_of_posting(event: ProjectHeldForReview) -> None:
    project = _project(event)
    tell(
        "posting_to_review",
        moderators(),
        but=project.client_id,
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
        client=project.client,
        until=project.review_due_at,
    )


@on(ProjectReturned)
def tell_client_of_return(event: ProjectReturned) -> None:
    """Of a removal, the case that comes with it tells."""
    project = _project(event)
    tell(
        "posting_returned",
        [project.client_id],
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
        reason=_reason(event),
    )


@on(ProjectExpired)
def tell_client_of_expiry(event: ProjectExpired) -> None:
    project = _project(event)
    tell(
        "posting_expired",
        [project.client_id],
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
    )


@on(ProjectChanged)
@on(ProjectReopened)
def tell_bidders(event: ProjectChanged | ProjectReopened) -> None:
    project = _project(event)
    live = project.bids.filter(state__in=LIVE_BIDS)
    tell(
        "posting_changed" if isinstance(event, ProjectChanged) else "posting_reopened",
        live.values_list("freelancer_id", flat=True),
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
        client=project.client,
    )


@on(ProjectCancelled)
def tell_invited(event: ProjectCancelled) -> None:
    """Bidders are told of their bids; here are those who were invited and have not answered."""
    project = _project(event)
    waiting = project.invitations.filter(state=InvitationState.SENT)
    tell(
        "posting_cancelled",
        waiting.values_list("freelancer_id", flat=True),
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
        client=project.client,
    )


@on(InvitationSent)
def tell_freelancer_of_invitation(event: InvitationSent) -> None:
    invitation = Invitation.objects.select_related("project__client").get(pk=event.invitation_id)
    tell(
        "invitation",
        [invitation.freelancer_id],
        about=f"project:{invitation.project_id}",
        page_arg=invitation.project_id,
        project=invitation.project.title,
        client=invitation.project.client,
        until=invitation.expires_at,
    )


@on(BidSubmitted)
def tell_client_of_bid(event: BidSubmitted) -> None:
    tell(
        "bid_submitted",
        [event.client_id],
        about=f"bid:{event.bid_id}",
        page_arg=event.bid_id,
        project=event.project,
        freelancer=event.freelancer,
        amount=event.amount,
    )


@on(BidRevised)
def tell_client_of_change(event: BidRevised) -> None:
    _tell_client("bid_revised", event, page_arg=event.bid_id)


@on(BidAgreed)
def tell_client_of_agreement(event: BidAgreed) -> None:
    _tell_client("bid_agreed", event, page_arg=event.bid_id)


@on(BidWithdrawn)
def tell_client_of_withdrawal(event: BidWithdrawn) -> None:
    _tell_client("bid_withdrawn", event)


@on(InvitationDeclined)
def tell_client_of_refused_invitation(event: InvitationDeclined) -> None:
    invitation = Invitation.objects.select_related("project", "freelancer").get(
        pk=event.invitation_id
    )
    tell(
        "invitation_declined",
        [invitation.project.client_id],
        about=f"project:{invitation.project_id}",
        page_arg=invitation.project_id,
        project=invitation.project.title,
        freelancer=invitation.freelancer,
    )


@on(OfferTakenBack)
def tell_freelancer_of_offer_taken_back(event: OfferTakenBack) -> None:
    _tell_freelancer("offer_taken_back", event)


@on(OfferDeclined)
def tell_client_of_refused_offer(event: OfferDeclined) -> None:
    _tell_client("offer_declined", event)


@on(OfferLapsed)
def tell_both_of_lapsed_offer(event: OfferLapsed) -> None:
    _tell_client("offer_lapsed_for_client", event)
    _tell_freelancer("offer_lapsed_for_freelancer", event)


@on(BidCountered)
def tell_freelancer_of_terms(event: BidCountered) -> None:
    _tell_freelancer("bid_countered", event)


@on(BidShortlisted)
def tell_freelancer_of_short_list(event: BidShortlisted) -> None:
    _tell_freelancer("bid_shortlisted", event)


@on(BidRejected)
def tell_freelancer_of_refusal(event: BidRejected) -> None:
    _tell_freelancer("bid_rejected", event)


@on(BidNotSelected)
def tell_freelancer_of_end(event: BidNotSelected) -> None:
    is_filled = _bid(event).project.state == ProjectState.FILLED
    _tell_freelancer("bid_not_selected" if is_filled else "bid_ended", event)


@on(BidReleased)
def tell_freelancer_of_release(event: BidReleased) -> None:
    _tell_freelancer("bid_released", event)


@on(BidRestored)
def tell_freelancer_of_return(event: BidRestored) -> None:
    _tell_freelancer("bid_restored", event)


@on(OfferMade)
def tell_freelancer_of_offer(event: OfferMade) -> None:
    _tell_freelancer("offer_made", event)


def _tell_client(kind: str, event: BidEvent, page_arg: int | None = None) -> None:
    bid = _bid(event)
    tell(
        kind,
        [bid.project.client_id],
        about=f"bid:{bid.pk}",
        page_arg=page_arg or bid.project_id,
        **_words(bid),
    )


def _tell_freelancer(kind: str, event: BidEvent) -> None:
    bid = _bid(event)
    tell(kind, [bid.freelancer_id], about=f"bid:{bid.pk}", page_arg=bid.pk, **_words(bid))


def _words(bid: Bid) -> dict[str, Any]:
    words: dict[str, Any] = {
        "project": bid.project.title,
        "client": bid.project.client,
        "freelancer": bid.freelancer,
        "amount": bid.terms.amount if bid.terms else "",
    }
    if bid.offer_expires_at is not None:
        words["until"] = bid.offer_expires_at
    return words


def _bid(event: BidEvent) -> Bid:
    bids = Bid.objects.select_related("project__client", "freelancer", "terms")
    return bids.get(pk=event.bid_id)


def _project(event: ProjectEvent) -> Project:
    return Project.objects.select_related("client").get(pk=event.project_id)


def _latest(event: ProjectEvent) -> WorkEvent:
    return WorkEvent.objects.filter(project=event.project_id, bid=None).latest("pk")


def _reason(event: ProjectEvent) -> str:
    """Why; the bids of a removed posting end before it is told."""
    given = WorkEvent.objects.filter(project=event.project_id, bid=None).exclude(reason="")
    return given.latest("pk").reason
