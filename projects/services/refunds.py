"""The client asks for the money of a milestone back; the freelancer, or the clock, answers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.policies import require
from core.states import move
from payments.services import escrows
from projects.events import RefundAnswered, RefundAsked
from projects.models import Milestone, RefundRequest
from projects.policies import is_client, is_freelancer
from projects.services.history import record
from projects.services.locks import locked_milestone
from projects.states import HELD_MILESTONES, ContractState, MilestoneState, RefundAnswer


@transaction.atomic
def ask_refund_for_lateness(
    *, milestone: Milestone, by: User, reason: str, now: datetime
) -> RefundRequest:
    """Ask the money back for work that is three days late; five days to answer, silence refunds.

    Only where nothing was delivered since: raises WrongState otherwise.
    """
    milestone = locked_milestone(milestone)
    require(is_client, by, milestone.contract)
    require_lateness(milestone, now)
    answer_by = now + timedelta(days=milestone.contract.policy.late_answer_days)
    return _ask(milestone, RefundRequest.Cause.LATE, by, reason, answer_by, now)


def require_lateness(milestone: Milestone, now: datetime) -> None:
    """Raises WrongState, saying why, unless it is late enough to ask the money back."""
    if milestone.state not in HELD_MILESTONES:
        raise WrongState(_("There is no money in escrow to give back."))
    if milestone.state != MilestoneState.FUNDED:
        raise WrongState(_("Something was delivered. Please review it, or open a dispute."))
    policy = milestone.contract.policy
    if milestone.contract.state not in {ContractState.ACTIVE, ContractState.ENDING}:
        raise WrongState(_("This contract is not running."))
    if milestone.late_from is None or now < milestone.late_from:
        raise WrongState(
            _("You can ask for the money back when the work is %(days)d days late.")
            % {"days": policy.late_days}
        )


@transaction.atomic
def ask_refund_at_end(
    *, milestone: Milestone, by: User, reason: str, now: datetime
) -> RefundRequest:
    """The client ends the contract and asks a paid step back; seven days to answer."""
    answer_by = now + timedelta(days=milestone.contract.policy.ending_answer_days)
    return _ask(milestone, RefundRequest.Cause.ENDING, by, reason, answer_by, now)


@transaction.atomic
def agree_to_refund(*, request: RefundRequest, by: User, now: datetime) -> RefundRequest:
    """The freelancer gives the money back."""
    request = _locked(request)
    require(is_freelancer, by, request.milestone.contract)
    if request.state == RefundAnswer.AGREED:
        return request
    _refund(request, RefundAnswer.AGREED, by=by, now=now)
    return request


@transaction.atomic
def decline_refund(
    *, request: RefundRequest, by: User, reason: str = "", now: datetime
) -> RefundRequest:
    """The freelancer keeps working; the client may still open a dispute."""
    request = _locked(request)
    require(is_freelancer, by, request.milestone.contract)
    if request.state == RefundAnswer.DECLINED:
        return request
    move(request, RefundAnswer.DECLINED)
    record(about=request.milestone, kind="refund_declined", by=by, now=now, reason=reason)
    publish(RefundAnswered(refund_request_id=request.pk))
    return request


@transaction.atomic
def withdraw_refund_request(*, request: RefundRequest, by: User, now: datetime) -> RefundRequest:
    """The client no longer asks."""
    request = _locked(request)
    require(is_client, by, request.milestone.contract)
    if request.state == RefundAnswer.WITHDRAWN:
        return request
    move(request, RefundAnswer.WITHDRAWN)
    record(about=request.milestone, kind="refund_withdrawn", by=by, now=now)
    return request


@transaction.atomic
def close_silent_request(*, request: RefundRequest, now: datetime) -> RefundRequest:
    """The time to answer is over: silence agrees only where nothing was delivered."""
    request = _locked(request)
    if request.state != RefundAnswer.OPEN or request.answer_by_at > now:
        raise WrongState(_("There is still time to answer."))
    if request.milestone.contract.state == ContractState.PAUSED:
        raise WrongState(_("The contract is paused."))
    if request.milestone.state == MilestoneState.FUNDED:
        _refund(request, RefundAnswer.AGREED_BY_SILENCE, by=None, now=now)
    else:
        move(request, RefundAnswer.LAPSED)
        record(about=request.milestone, kind="refund_lapsed", by=None, now=now)
        publish(RefundAnswered(refund_request_id=request.pk))
    return request


def _locked(request: RefundRequest) -> RefundRequest:
    milestone = locked_milestone(Milestone.objects.get(refund_requests=request.pk))
    locked = RefundRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    locked.milestone = milestone
    return locked


def _ask(
    milestone: Milestone,
    cause: RefundRequest.Cause,
    by: User,
    reason: str,
    answer_by: datetime,
    now: datetime,
) -> RefundRequest:
    if milestone.state not in HELD_MILESTONES:
        raise WrongState(_("There is no money in escrow to give back."))
    request, is_new = RefundRequest.objects.get_or_create(
        milestone=milestone,
        state=RefundAnswer.OPEN,
        defaults={
            "cause": cause,
            "reason": reason.strip()[:2000],
            "asked_at": now,
            "answer_by_at": answer_by,
        },
    )
    if is_new:
        record(about=milestone, kind="refund_asked", by=by, now=now, reason=reason)
        publish(RefundAsked(refund_request_id=request.pk))
    return request


def _refund(request: RefundRequest, to: RefundAnswer, *, by: User | None, now: datetime) -> None:
    milestone = request.milestone
    if milestone.state not in HELD_MILESTONES or milestone.escrow is None:
        raise WrongState(_("There is no money in escrow to give back."))
    move(request, to)
    record(about=milestone, kind="refund_agreed", by=by, now=now)
    publish(RefundAnswered(refund_request_id=request.pk))
    escrows.refund(escrow=milestone.escrow, by=by, now=now, reason=request.reason)
