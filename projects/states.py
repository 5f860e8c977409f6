"""The tables of moves: which state may follow which."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

Moves = Mapping[str, frozenset[str]]


class ProjectState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("project", "Draft")
    PENDING_REVIEW = "pending_review", pgettext_lazy("project", "Being reviewed")
    OPEN = "open", pgettext_lazy("project", "Open for bids")
    AWARDING = "awarding", pgettext_lazy("project", "Offer sent")
    FILLED = "filled", pgettext_lazy("project", "Freelancer found")
    EXPIRED = "expired", pgettext_lazy("project", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("project", "Cancelled")
    REMOVED = "removed", pgettext_lazy("project", "Removed")
    CLOSED = "closed", pgettext_lazy("project", "Closed")


P = ProjectState
PROJECT_MOVES: Moves = {
    P.DRAFT: frozenset({P.OPEN, P.PENDING_REVIEW, P.CANCELLED}),
    P.PENDING_REVIEW: frozenset({P.OPEN, P.DRAFT, P.CANCELLED, P.REMOVED}),
    P.OPEN: frozenset({P.AWARDING, P.EXPIRED, P.CANCELLED, P.REMOVED}),
    P.AWARDING: frozenset({P.FILLED, P.OPEN, P.CANCELLED, P.REMOVED}),
    P.FILLED: frozenset({P.OPEN, P.CLOSED, P.REMOVED}),
    P.EXPIRED: frozenset({P.OPEN, P.CANCELLED, P.REMOVED}),
    P.CANCELLED: frozenset(),
    P.REMOVED: frozenset(  # only back to what it was
        {P.PENDING_REVIEW, P.OPEN, P.AWARDING, P.FILLED, P.EXPIRED, P.CLOSED}
    ),
    P.CLOSED: frozenset(),
}
# What everybody may still read after it took bids; an offer that is out may open it again.
ENDED_PROJECTS = (P.FILLED, P.EXPIRED, P.CLOSED)
NOT_PUBLIC = (P.DRAFT, P.PENDING_REVIEW, P.REMOVED, P.CANCELLED)


class BidState(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("bid", "Sent")
    SHORTLISTED = "shortlisted", pgettext_lazy("bid", "Shortlisted")
    COUNTERED = "countered", pgettext_lazy("bid", "New terms from the client")
    REVISED = "revised", pgettext_lazy("bid", "New terms from the freelancer")
    OFFERED = "offered", pgettext_lazy("bid", "Offer made")
    ACCEPTED = "accepted", pgettext_lazy("bid", "Accepted")
    DECLINED = "declined", pgettext_lazy("bid", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("bid", "Withdrawn")
    REJECTED = "rejected", pgettext_lazy("bid", "Not chosen")
    NOT_SELECTED = "not_selected", pgettext_lazy("bid", "Another bid was chosen")
    LAPSED = "lapsed", pgettext_lazy("bid", "Lapsed")


B = BidState
LIVE_BIDS = frozenset({B.SUBMITTED, B.SHORTLISTED, B.COUNTERED, B.REVISED, B.OFFERED})
AGREED = "agreed"  # how a revised bid came to be one that the client may offer as it is
# Not in the number of bids that everybody sees.
GONE_BIDS = (B.WITHDRAWN, B.REJECTED, B.DECLINED, B.LAPSED)
_BID_ENDS = frozenset({B.WITHDRAWN, B.REJECTED, B.NOT_SELECTED, B.LAPSED})
BID_MOVES: Moves = {
    B.SUBMITTED: frozenset({B.SHORTLISTED, B.COUNTERED, B.REVISED, B.OFFERED}) | _BID_ENDS,
    B.SHORTLISTED: frozenset({B.SUBMITTED, B.COUNTERED, B.REVISED, B.OFFERED}) | _BID_ENDS,
    B.COUNTERED: frozenset({B.COUNTERED, B.REVISED, B.OFFERED}) | _BID_ENDS,
    B.REVISED: frozenset({B.COUNTERED, B.REVISED, B.SHORTLISTED, B.OFFERED}) | _BID_ENDS,
    B.OFFERED: frozenset({B.ACCEPTED, B.DECLINED, B.SHORTLISTED}) | _BID_ENDS,
    B.ACCEPTED: frozenset({B.LAPSED}),
    B.DECLINED: frozenset({B.SUBMITTED}),
    B.WITHDRAWN: frozenset({B.SUBMITTED}),
    B.REJECTED: frozenset(),
    B.NOT_SELECTED: frozenset({B.SUBMITTED}),
    B.LAPSED: LIVE_BIDS,  # sent again, or back to what it was with its posting
}


class InvitationState(models.TextChoices):
    SENT = "sent", pgettext_lazy("invitation", "Sent")
    ANSWERED = "answered", pgettext_lazy("invitation", "Answered with a bid")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    LAPSED = "lapsed", pgettext_lazy("invitation", "Lapsed")


INVITATION_MOVES: Moves = {
    InvitationState.SENT: frozenset(
        {InvitationState.ANSWERED, InvitationState.DECLINED, InvitationState.LAPSED}
    ),
    InvitationState.ANSWERED: frozenset(),
    InvitationState.DECLINED: frozenset({InvitationState.ANSWERED}),
    InvitationState.LAPSED: frozenset({InvitationState.ANSWERED}),
}


class ContractState(models.TextChoices):
    AWAITING_FUNDING = "awaiting_funding", pgettext_lazy("contract", "Waiting for payment")
    ACTIVE = "active", pgettext_lazy("contract", "Running")
    PAUSED = "paused", pgettext_lazy("contract", "Paused")
    ENDING = "ending", pgettext_lazy("contract", "Ending")
    COMPLETED = "completed", pgettext_lazy("contract", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("contract", "Cancelled")
    LAPSED = "lapsed", pgettext_lazy("contract", "Lapsed")


C = ContractState
CONTRACT_MOVES: Moves = {
    C.AWAITING_FUNDING: frozenset({C.ACTIVE, C.LAPSED, C.CANCELLED}),
    C.ACTIVE: frozenset({C.PAUSED, C.ENDING, C.COMPLETED, C.CANCELLED}),
    C.PAUSED: frozenset({C.ACTIVE, C.ENDING}),
    C.ENDING: frozenset({C.COMPLETED, C.CANCELLED}),
    C.COMPLETED: frozenset(),
    C.CANCELLED: frozenset(),
    C.LAPSED: frozenset(),
}
RUNNING_CONTRACTS = frozenset({C.AWAITING_FUNDING, C.ACTIVE, C.PAUSED, C.ENDING})
ENDED_WITHOUT_WORK = frozenset({C.CANCELLED, C.LAPSED})


class MilestoneState(models.TextChoices):
    AGREED = "agreed", pgettext_lazy("milestone", "Agreed, not paid in yet")
    AWAITING_FUNDING = "awaiting_funding", pgettext_lazy("milestone", "Payment started")
    FUNDED = "funded", pgettext_lazy("milestone", "Money in escrow")
    SUBMITTED = "submitted", pgettext_lazy("milestone", "Delivered, to be reviewed")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("milestone", "Changes requested")
    APPROVED = "approved", pgettext_lazy("milestone", "Approved")
    RELEASED = "released", pgettext_lazy("milestone", "Released")
    DISPUTED = "disputed", pgettext_lazy("milestone", "In dispute")
    PARTLY_RELEASED = "partly_released", pgettext_lazy("milestone", "Partly released")
    REFUNDED = "refunded", pgettext_lazy("milestone", "Refunded")
    CANCELLED = "cancelled", pgettext_lazy("milestone", "Cancelled")


M = MilestoneState
HELD_MILESTONES = frozenset({M.FUNDED, M.SUBMITTED, M.CHANGES_REQUESTED})
UNPAID_MILESTONES = frozenset({M.AGREED, M.AWAITING_FUNDING})
ENDED_MILESTONES = frozenset({M.RELEASED, M.PARTLY_RELEASED, M.REFUNDED, M.CANCELLED})
_SETTLED = frozenset({M.RELEASED, M.PARTLY_RELEASED, M.REFUNDED})
_LEAVES_ESCROW = frozenset({M.APPROVED, M.DISPUTED, M.REFUNDED, M.PARTLY_RELEASED})
MILESTONE_MOVES: Moves = {
    M.AGREED: frozenset({M.AWAITING_FUNDING, M.FUNDED, M.CANCELLED}),
    M.AWAITING_FUNDING: frozenset({M.AGREED, M.FUNDED, M.CANCELLED}),
    # Partly released: what was left of it after a part went back.
    M.FUNDED: frozenset({M.SUBMITTED}) | _LEAVES_ESCROW,
    M.SUBMITTED: frozenset({M.SUBMITTED, M.CHANGES_REQUESTED}) | _LEAVES_ESCROW,
    M.CHANGES_REQUESTED: frozenset({M.SUBMITTED}) | _LEAVES_ESCROW,
    M.APPROVED: _SETTLED,
    M.DISPUTED: _SETTLED | {M.FUNDED, M.SUBMITTED, M.CHANGES_REQUESTED},
    M.RELEASED: frozenset(),
    M.PARTLY_RELEASED: frozenset(),
    M.REFUNDED: frozenset(),
    M.CANCELLED: frozenset(),
}


class RefundAnswer(models.TextChoices):
    OPEN = "open", pgettext_lazy("refund request", "Waiting for the freelancer")
    AGREED = "agreed", pgettext_lazy("refund request", "Agreed")
    DECLINED = "declined", pgettext_lazy("refund request", "Declined")
    AGREED_BY_SILENCE = "agreed_by_silence", pgettext_lazy("refund request", "Agreed by silence")
    LAPSED = "lapsed", pgettext_lazy("refund request", "Lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("refund request", "Withdrawn")


R = RefundAnswer
REFUND_MOVES: Moves = {
    R.OPEN: frozenset({R.AGREED, R.DECLINED, R.AGREED_BY_SILENCE, R.LAPSED, R.WITHDRAWN}),
    R.AGREED: frozenset(),
    R.DECLINED: frozenset(),
    R.AGREED_BY_SILENCE: frozenset(),
    R.LAPSED: frozenset(),
    R.WITHDRAWN: frozenset(),
}


class AmendmentState(models.TextChoices):
    OPEN = "open", pgettext_lazy("amendment", "Waiting for the other side")
    ACCEPTED = "accepted", pgettext_lazy("amendment", "Accepted")
    DECLINED = "declined", pgettext_lazy("amendment", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("amendment", "Lapsed")


A = AmendmentState
AMENDMENT_MOVES: Moves = {
    A.OPEN: frozenset({A.ACCEPTED, A.DECLINED, A.WITHDRAWN, A.LAPSED}),
    A.ACCEPTED: frozenset(),
    A.DECLINED: frozenset(),
    A.WITHDRAWN: frozenset(),
    A.LAPSED: frozenset(),
}
