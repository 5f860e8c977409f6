"""What happened in the world of work. Ids, mostly: receivers load what they need."""

from dataclasses import dataclass
from datetime import date

from core.events import Event
from core.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectEvent(Event):
    project_id: int


class ProjectPublished(ProjectEvent):
    """Bids are taken from now on."""


class ProjectHeldForReview(ProjectEvent):
    """A moderator must look at it first."""


class ProjectReturned(ProjectEvent):
    """A moderator sent it back to draft, with the rule."""


class ProjectChanged(ProjectEvent):
    """Scope or budget changed while bids were in."""


class ProjectExpired(ProjectEvent):
    """The time for bids ran out."""


class ProjectCancelled(ProjectEvent):
    """The client called it off."""


class ProjectRemoved(ProjectEvent):
    """A moderator took it down, with reasons."""


class ProjectRestored(ProjectEvent):
    """What a moderator had taken down is back as it was."""


class ProjectReopened(ProjectEvent):
    """The contract did not start, so bids are taken again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchesMatched(ProjectEvent):
    """A project that has just opened fits what these people look for."""

    user_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchAnswered(Event):
    """So many projects were published that fit a kept search."""

    saved_search_id: int
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationEvent(Event):
    invitation_id: int


class InvitationSent(InvitationEvent):
    """A client asks a freelancer to bid."""


class InvitationDeclined(InvitationEvent):
    """The freelancer would rather not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BidEvent(Event):
    bid_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BidSubmitted(BidEvent):
    """A freelancer answered, with what the client hears of it."""

    project: str
    client_id: int
    freelancer: str
    amount: Money


class BidRevised(BidEvent):
    """The freelancer proposed new terms."""


class BidAgreed(BidEvent):
    """The freelancer took over the terms that the client had proposed."""


class BidCountered(BidEvent):
    """The client proposed new terms."""


class BidShortlisted(BidEvent):
    """The client marked it."""


class BidRejected(BidEvent):
    """The client said no."""


class BidWithdrawn(BidEvent):
    """The freelancer took it back."""


class BidNotSelected(BidEvent):
    """Another bid was accepted, or the posting ended."""


class BidReleased(BidEvent):
    """A moderator took the posting down."""


class BidRestored(BidEvent):
    """The posting came back, and the bid is what it was."""


class OfferMade(BidEvent):
    """The client offers the contract on these terms."""


class OfferDeclined(BidEvent):
    """The freelancer declined."""


class OfferTakenBack(BidEvent):
    """The client took the offer back; the bid stays shortlisted."""


class OfferLapsed(BidEvent):
    """Nobody answered the offer in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractEvent(Event):
    contract_id: int


class ContractSigned(ContractEvent):
    """The offer was accepted; the first milestone waits for money."""


class ContractStarted(ContractEvent):
    """The first milestone is paid in."""


class ContractLapsed(ContractEvent):
    """It was not paid in time."""


class ContractEnding(ContractEvent):
    """One side ends it; open milestones are settled."""


class ContractEnded(ContractEvent):
    """Every milestone is settled."""


class PauseAsked(ContractEvent):
    """One side would like a pause."""


class PauseRefused(ContractEvent):
    """The other side would rather go on."""


class ContractPaused(ContractEvent):
    """Both agreed; the clocks stand still."""


class ContractResumed(ContractEvent):
    """The clocks run again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendmentEvent(Event):
    amendment_id: int


class AmendmentProposed(AmendmentEvent):
    """One side proposes other remaining steps."""


class AmendmentAccepted(AmendmentEvent):
    """The other side agreed."""


class AmendmentDeclined(AmendmentEvent):
    """The other side did not agree."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneEvent(Event):
    milestone_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestonePaymentGivenBack(MilestoneEvent):
    """It was never paid in full; what came goes back, and it waits for a payment again."""

    escrow_id: int


class MilestoneFunded(MilestoneEvent):
    """The money is in escrow: work may start."""


class MilestoneDelivered(MilestoneEvent):
    """Work was handed over; the review clock runs."""


class ChangesRequested(MilestoneEvent):
    """The client listed what to change; the clock stands still."""


class ApprovalByClockDue(MilestoneEvent):
    """The review time is over. A receiver may veto, if no notice ever arrived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneApproved(MilestoneEvent):
    """The client, or the clock, accepted the work; `net` is what the freelancer gets of it now.

    It says all that people are told, for this is what everybody waits for.
    """

    title: str
    amount: Money
    net: Money
    client_id: int
    client: str
    freelancer_id: int
    freelancer: str
    is_by_clock: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneSettled(MilestoneEvent):
    """Its money has gone where it belongs; `outcome` is the state it ended in."""

    outcome: str


class MilestoneDisputed(MilestoneEvent):
    """The two sides disagree; the money is frozen."""


class MilestoneReminder(MilestoneEvent):
    """Somebody's time is half over, or nearly over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundEvent(Event):
    refund_request_id: int


class RefundAsked(RefundEvent):
    """The client asks for the money back."""


class RefundAnswered(RefundEvent):
    """The freelancer, or the clock, answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetPassed(Event):
    """A client's payments passed 80 % or 100 % of a budget, the first time in its month."""

    budget_id: int
    percent: int
    used_minor: int
    month: date | None
