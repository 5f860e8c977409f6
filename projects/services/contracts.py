"""A contract: started, paused, ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import FreelancerProfile, User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from payments.services import escrows
from projects.events import (
    ContractEnded,
    ContractEnding,
    ContractLapsed,
    ContractPaused,
    ContractResumed,
    ContractStarted,
    PauseAsked,
    PauseRefused,
    ProjectReopened,
)
from projects.models import Bid, Contract, Milestone, WorkEvent
from projects.policies import is_party
from projects.services.bids import count_bids
from projects.services.history import record, take
from projects.services.locks import locked_contract, locked_milestone
from projects.services.refunds import ask_refund_at_end
from projects.services.standstill import end_pause
from projects.states import (
    ENDED_MILESTONES,
    HELD_MILESTONES,
    UNPAID_MILESTONES,
    AmendmentState,
    BidState,
    ContractState,
    MilestoneState,
    ProjectState,
)


@transaction.atomic
def start_if_waiting(*, contract: Contract, now: datetime) -> None:
    """The first milestone is paid in: work may start."""
    if contract.state == ContractState.AWAITING_FUNDING:
        take(thing=contract, to=ContractState.ACTIVE, kind="started", by=None, now=now)
        publish(ContractStarted(contract_id=contract.pk))


@transaction.atomic
def lapse_contract(*, contract: Contract, now: datetime) -> Contract:
    """Nobody paid in time: the contract lapses and the posting takes bids again."""
    contract = locked_contract(contract)
    if contract.fund_by_at > now:
        raise WrongState(_("There is still time to pay."))
    _call_off(contract, ContractState.LAPSED, kind="lapsed", by=None, now=now, reason="")
    publish(ContractLapsed(contract_id=contract.pk))
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, by: User, reason: str, now: datetime) -> Contract:
    """End a contract early: unpaid steps are cancelled, paid ones released, refunded or disputed.

    The client's end asks for the money of each open step back; the freelancer's end gives back
    what was not worked on. A second call changes nothing.
    """
    contract = locked_contract(contract)
    require(is_party, by, contract)
    if contract.state in {ContractState.ENDING, ContractState.COMPLETED, ContractState.CANCELLED}:
        return contract
    if not reason.strip():
        raise InvalidInput(_("Please give the reason."))
    if contract.state == ContractState.AWAITING_FUNDING:
        _call_off(
            contract, ContractState.CANCELLED, kind="called_off", by=by, now=now, reason=reason
        )
        publish(ContractEnded(contract_id=contract.pk))
        return contract
    if contract.state == ContractState.PAUSED:
        end_pause(contract, now)
    contract.end_reason = reason.strip()[:2000]
    contract.pause_asked_by = None
    contract.save(update_fields=["end_reason", "pause_asked_by"])
    take(thing=contract, to=ContractState.ENDING, kind="ending", by=by, now=now, reason=reason)
    _close_amendment(contract, now)
    _cancel_unpaid(contract, by=by, now=now)
    publish(ContractEnding(contract_id=contract.pk))
    _settle_held(contract, by=by, reason=reason, now=now)
    finish_if_done(contract=contract, now=now)
    contract.refresh_from_db(fields=["state", "ended_at"])
    return contract


def finish_if_done(*, contract: Contract, now: datetime) -> None:
    """Close a locked contract when its last milestone has ended."""
    contract.refresh_from_db(fields=["state"])
    states = list(contract.milestones.order_by().values_list("state", flat=True))
    if contract.state not in {ContractState.ACTIVE, ContractState.ENDING}:
        return
    if any(state not in ENDED_MILESTONES for state in states):
        return
    was_paid = {MilestoneState.RELEASED, MilestoneState.PARTLY_RELEASED} & set(states)
    to = ContractState.COMPLETED if was_paid else ContractState.CANCELLED
    contract.ended_at = now
    contract.save(update_fields=["ended_at"])
    take(thing=contract, to=to, kind=str(to), by=None, now=now)
    if contract.project.state != ProjectState.REMOVED:
        take(thing=contract.project, to=ProjectState.CLOSED, kind="closed", by=None, now=now)
    if was_paid:
        FreelancerProfile.objects.filter(user=contract.freelancer_id).update(
            jobs_done=F("jobs_done") + 1
        )
    publish(ContractEnded(contract_id=contract.pk))


@transaction.atomic
def ask_pause(*, contract: Contract, by: User, now: datetime) -> Contract:
    """Ask for a pause, or agree to the one that the other side asked for (30 days at most)."""
    contract = locked_contract(contract)
    require(is_party, by, contract)
    if contract.state != ContractState.ACTIVE:
        raise WrongState(_("Only a running contract can be paused."))
    if contract.pause_asked_by_id == by.pk:
        return contract
    if contract.pause_asked_by_id is None:
        contract.pause_asked_by = by
        contract.save(update_fields=["pause_asked_by"])
        record(about=contract, kind="pause_asked", by=by, now=now)
        publish(PauseAsked(contract_id=contract.pk))
        return contract
    contract.pause_asked_by, contract.paused_at = None, now
    contract.paused_until_at = now + timedelta(days=contract.policy.pause_days)
    contract.save(update_fields=["pause_asked_by", "paused_at", "paused_until_at"])
    take(thing=contract, to=ContractState.PAUSED, kind="paused", by=by, now=now)
    publish(ContractPaused(contract_id=contract.pk))
    return contract


@transaction.atomic
def drop_pause_request(*, contract: Contract, by: User, now: datetime) -> Contract:
    """Say no to a pause, or take the own wish back. A second call changes nothing."""
    contract = locked_contract(contract)
    require(is_party, by, contract)
    if contract.pause_asked_by_id is None:
        return contract
    kind = "pause_withdrawn" if contract.pause_asked_by_id == by.pk else "pause_declined"
    contract.pause_asked_by = None
    contract.save(update_fields=["pause_asked_by"])
    record(about=contract, kind=kind, by=by, now=now)
    if kind == "pause_declined":
        publish(PauseRefused(contract_id=contract.pk))
    return contract


@transaction.atomic
def resume_contract(*, contract: Contract, by: User | None, now: datetime) -> Contract:
    """Go on, as either side may at any time and the clock does at the end; deadlines move along."""
    contract = locked_contract(contract)
    if by is not None:
        require(is_party, by, contract)
    if contract.state != ContractState.PAUSED or contract.paused_at is None:
        raise WrongState(_("This contract is not paused."))
    end_pause(contract, now)
    take(thing=contract, to=ContractState.ACTIVE, kind="resumed", by=by, now=now)
    publish(ContractResumed(contract_id=contract.pk))
    finish_if_done(contract=contract, now=now)  # its last step may have ended meanwhile
    return contract


@transaction.atomic
def cancel_unpaid_milestone(*, milestone: Milestone, by: User | None, now: datetime) -> None:
    """Drop a step that nobody has paid for; a payment on its way will be given back."""
    if milestone.escrow is not None:
        escrows.cancel(escrow=milestone.escrow, by=by, now=now)
    milestone.ended_at = now
    milestone.save(update_fields=["ended_at"])
    take(thing=milestone, to=MilestoneState.CANCELLED, kind="cancelled", by=by, now=now)


def _close_amendment(contract: Contract, now: datetime) -> None:
    """A proposed change has become pointless."""
    for amendment in contract.amendments.select_for_update().filter(state=AmendmentState.OPEN):
        move(amendment, AmendmentState.LAPSED)
        record(about=contract, kind="amendment_lapsed", by=None, now=now)


def _call_off(
    contract: Contract,
    to: ContractState,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    reason: str,
) -> None:
    """End a contract that never started, and let the posting take bids again."""
    contract.ended_at = now
    contract.end_reason = reason.strip()[:2000]
    contract.save(update_fields=["ended_at", "end_reason"])
    take(thing=contract, to=to, kind=kind, by=by, now=now, reason=reason)
    _cancel_unpaid(contract, by=by, now=now)
    bid = Bid.objects.select_for_update(of=("self",)).get(pk=contract.bid_id)
    take(thing=bid, to=BidState.LAPSED, kind="contract_not_started", by=by, now=now)
    _reopen(contract, by=by, now=now)
    count_bids(contract.project)


def _reopen(contract: Contract, *, by: User | None, now: datetime) -> None:
    project = contract.project
    if project.state == ProjectState.REMOVED:
        return
    another_week = now + timedelta(days=7)
    project.expires_at = max(project.expires_at or another_week, another_week)
    project.save(update_fields=["expires_at"])
    take(thing=project, to=ProjectState.OPEN, kind="reopened", by=by, now=now)
    others = Bid.objects.select_for_update(of=("self",)).filter(
        project=project, state=BidState.NOT_SELECTED
    )
    for bid in others:
        take(thing=bid, to=BidState.SUBMITTED, kind="back_in_play", by=None, now=now)
    publish(ProjectReopened(project_id=project.pk))


def _cancel_unpaid(contract: Contract, *, by: User | None, now: datetime) -> None:
    unpaid = contract.milestones.select_for_update(of=("self",)).select_related("escrow")
    for milestone in unpaid.filter(state__in=UNPAID_MILESTONES):
        milestone.contract = contract
        cancel_unpaid_milestone(milestone=milestone, by=by, now=now)


def _settle_held(contract: Contract, *, by: User, reason: str, now: datetime) -> None:
    """Whatever is paid; what the client's bank has waits until it has decided."""
    held = contract.milestones.select_for_update(of=("self",)).select_related("escrow")
    for milestone in held.filter(state__in=HELD_MILESTONES):
        milestone.contract = contract
        if not milestone.is_at_the_bank:
            _settle_one(milestone, by=by, reason=reason, now=now)


def _settle_one(milestone: Milestone, *, by: User, reason: str, now: datetime) -> None:
    if by.pk == milestone.contract.client_id:
        ask_refund_at_end(milestone=milestone, by=by, reason=reason, now=now)
    elif milestone.state == MilestoneState.FUNDED and milestone.escrow is not None:
        escrows.refund(escrow=milestone.escrow, by=by, now=now, reason=reason)


@transaction.atomic
def settle_left(*, milestone: Milestone, now: datetime) -> None:
    """The bank has decided about a step of an ending contract: it ends as the others did.

    Nothing happens where the contract goes on, or something else has become of the step.
    """
    milestone = locked_milestone(milestone)
    contract = milestone.contract
    is_held = milestone.state in HELD_MILESTONES and not milestone.is_at_the_bank
    if contract.state != ContractState.ENDING or not is_held:
        return
    told = WorkEvent.objects.filter(contract=contract, kind="ending")
    ending = told.select_related("actor").latest("pk")
    if ending.actor is not None:
        _settle_one(milestone, by=ending.actor, reason=contract.end_reason, now=now)
