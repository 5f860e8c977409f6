"""A disagreement between the two sides: opened, talked about, settled or withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import Money
from core.policies import require
from disputes import timing
from disputes.events import DisputeOpened, DisputeSettled, DisputeWithdrawn, SplitProposed
from disputes.models import Dispute, Proposal
from disputes.policies import can_accept, can_open, can_withdraw, is_party
from disputes.selectors import open_dispute_of, standing_proposal
from disputes.services.steps import (
    check_part,
    check_words,
    end_with,
    locked_dispute,
    remember,
    require_open,
    start_clock,
    take,
)
from disputes.states import UNDECIDED, DisputeState, Reason
from projects.models import Milestone
from projects.services import milestones
from projects.services.locks import locked_milestone

_UNANSWERED = frozenset({DisputeState.AWAITING_RESPONSE, DisputeState.DEFAULTING})


@transaction.atomic
def open_dispute(
    *,
    milestone: Milestone,
    by: User,
    reason_code: str,
    claim: str,
    to_freelancer: Money,
    now: datetime,
) -> Dispute:
    """Disagree about a paid milestone and ask for a split; its money freezes at once.

    `to_freelancer` is the freelancer's part of the price, before the fee; the rest would go back.
    Raises NotAllowed, InvalidInput, or WrongState where no money is in escrow. A second call by
    the same person answers with the same dispute.
    """
    milestone = locked_milestone(milestone)
    require(can_open, by, milestone)
    known = open_dispute_of(milestone)
    if known is not None and known.opened_by_id == by.pk:
        return known
    if known is not None:
        raise WrongState(_("The other side has already opened a dispute about this step."))
    check_words(claim, if_missing=_("Please say what happened."))
    if reason_code not in Reason.values:
        raise InvalidInput(_("Please choose what it is about."))
    check_part(milestone.left, to_freelancer)
    milestones.dispute_milestone(milestone=milestone, by=by, reason=claim.strip(), now=now)
    dispute = Dispute.objects.create(
        milestone=milestone,
        opened_by=by,
        reason_code=reason_code,
        claim=claim.strip(),
        amount_minor=milestone.left.minor,
        currency=milestone.currency,
        opened_at=now,
        deadline_at=now,
    )
    start_clock(dispute, until=timing.to_answer(dispute, now), now=now)
    _add_proposal(dispute, by=by, to_freelancer=to_freelancer, message="", now=now)
    remember(dispute, kind="opened", by=by, now=now, reason=claim.strip())
    publish(DisputeOpened(dispute_id=dispute.pk))
    return dispute


@transaction.atomic
def propose_split(
    *, dispute: Dispute, by: User, to_freelancer: Money, message: str, now: datetime
) -> Proposal:
    """Propose how to divide the amount; the same figure as the other side's settles it at once.

    The first answer of the other side starts the negotiation: seven days.
    """
    dispute = locked_dispute(dispute)
    require(is_party, by, dispute)
    require_open(dispute)
    check_part(dispute.amount, to_freelancer)
    check_words(message)
    own, theirs = _standing(dispute, by)
    if own is not None and (own.to_freelancer_minor, own.message) == (
        to_freelancer.minor,
        message.strip(),
    ):
        return own
    if theirs is not None:
        _refuse_less_than_offered(dispute, by, to_freelancer, theirs)
    proposal = _add_proposal(
        dispute, by=by, to_freelancer=to_freelancer, message=message.strip(), now=now
    )
    remember(dispute, kind="proposed", by=by, now=now)
    if dispute.state in _UNANSWERED and by.pk != dispute.opened_by_id:
        _start_talks(dispute, by=by, now=now)
    publish(SplitProposed(dispute_id=dispute.pk, proposal_id=proposal.pk))
    if theirs is not None and theirs.to_freelancer == to_freelancer:
        _settle(dispute, to_freelancer, by=by, now=now)
    return proposal


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: User, now: datetime) -> Dispute:
    """Agree to the other side's newest proposal: the money moves in the same transaction.

    Raises WrongState where it is not the newest any more. A second call changes nothing.
    """
    dispute = locked_dispute(proposal.dispute)
    proposal.dispute = dispute
    require(can_accept, by, proposal)
    if dispute.state == DisputeState.SETTLED and dispute.to_freelancer == proposal.to_freelancer:
        return dispute
    require_open(dispute)
    newest = standing_proposal(dispute, by_id=proposal.by_id)
    if newest is None or newest.pk != proposal.pk:
        raise WrongState(_("There is a newer proposal. Please read that one."))
    _settle(dispute, proposal.to_freelancer, by=by, now=now)
    return dispute


@transaction.atomic
def withdraw_dispute(*, dispute: Dispute, by: User, reason: str = "", now: datetime) -> Dispute:
    """Take a dispute back, until it is decided: the work goes on where it stood."""
    dispute = locked_dispute(dispute)
    require(can_withdraw, by, dispute)
    if dispute.state == DisputeState.WITHDRAWN:
        return dispute
    if dispute.state not in UNDECIDED:
        raise WrongState(_("It is decided already. It can no longer be withdrawn."))
    take(dispute, DisputeState.WITHDRAWN, kind="withdrawn", by=by, now=now, reason=reason)
    milestones.resume_after_dispute(milestone=dispute.milestone, by=by, now=now)
    publish(DisputeWithdrawn(dispute_id=dispute.pk))
    return dispute


def _settle(dispute: Dispute, to_freelancer: Money, *, by: User, now: datetime) -> None:
    end_with(dispute, DisputeState.SETTLED, to_freelancer, kind="settled", by=by, now=now)
    publish(DisputeSettled(dispute_id=dispute.pk))


def _start_talks(dispute: Dispute, *, by: User, now: datetime) -> None:
    start_clock(dispute, until=timing.to_talk(dispute, now), now=now)
    take(dispute, DisputeState.NEGOTIATION, kind="answered", by=by, now=now)


def _add_proposal(
    dispute: Dispute, *, by: User, to_freelancer: Money, message: str, now: datetime
) -> Proposal:
    return Proposal.objects.create(
        dispute=dispute,
        by=by,
        to_freelancer_minor=to_freelancer.minor,
        message=message,
        proposed_at=now,
    )


def _standing(dispute: Dispute, by: User) -> tuple[Proposal | None, Proposal | None]:
    contract = dispute.milestone.contract
    other = contract.freelancer_id if by.pk == contract.client_id else contract.client_id
    return standing_proposal(dispute, by_id=by.pk), standing_proposal(dispute, by_id=other)


def _refuse_less_than_offered(
    dispute: Dispute, by: User, to_freelancer: Money, theirs: Proposal
) -> None:
    """Nobody should ask for less than the other side already gives."""
    offered = theirs.to_freelancer
    is_client = by.pk == dispute.milestone.contract.client_id
    is_less = offered < to_freelancer if is_client else to_freelancer < offered
    if is_less:
        raise WrongState(_("The other side already offers you more. You can accept that."))
