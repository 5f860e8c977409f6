"""A milestone in every state that the services can bring it to, and what it looks like."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from accounts.models import User
from core.money import Money
from payments.models import Transfer
from payments.services import escrows
from projects.models import Contract, Milestone, WorkEvent
from projects.services import contracts, milestones
from projects.states import ContractState, MilestoneState
from tests.factories import projects as work

M, C = MilestoneState, ContractState


def milestone_in(state: str, *, client: User, freelancer: User, now: datetime) -> Milestone:
    """The only step of a contract, of Rp1.000.000, in this state."""
    contract = work.signed_contract(client=client, freelancer=freelancer, now=now)
    milestone = contract.milestones.get()
    _BRING_TO[state](milestone, now)
    return Milestone.objects.get(pk=milestone.pk)


def contract_in(
    state: str, *, client: User, freelancer: User, now: datetime, steps: Sequence[int] = ()
) -> Contract:
    """A contract in this state; its first step is paid where it ever ran."""
    contract = work.signed_contract(client=client, freelancer=freelancer, now=now, steps=steps)
    if state == C.LAPSED:
        contracts.lapse_contract(contract=contract, now=contract.fund_by_at)
    elif state != C.AWAITING_FUNDING:
        work.fund(contract.milestones.first(), now=now)
    if state == C.PAUSED:
        pause(contract, now=now)
    elif state == C.ENDING:
        contracts.end_contract(contract=contract, by=client, reason="No budget.", now=now)
    elif state == C.COMPLETED:
        for milestone in contract.milestones.all():
            approve(milestone, now=now)
    elif state == C.CANCELLED:
        contracts.end_contract(contract=contract, by=freelancer, reason="No time.", now=now)
    return Contract.objects.get(pk=contract.pk)


def pause(contract: Contract, *, now: datetime) -> None:
    """Both agree."""
    contracts.ask_pause(contract=contract, by=contract.client, now=now)
    contracts.ask_pause(contract=contract, by=contract.freelancer, now=now)


def approve(milestone: Milestone, *, now: datetime) -> None:
    """Paid, if it was not, and approved."""
    if milestone.state in {M.AGREED, M.AWAITING_FUNDING}:
        work.fund(milestone, now=now)
    milestones.approve_milestone(milestone=milestone, by=milestone.contract.client, now=now)


def traces() -> dict[str, int]:
    """What may not change when something is refused."""
    return {
        "history": WorkEvent.objects.count(),
        "transfers": Transfer.objects.count(),
        "milestones": hash(tuple(Milestone.objects.order_by("pk").values_list())),
        "contracts": hash(tuple(Contract.objects.order_by("pk").values_list())),
    }


def _start_funding(milestone: Milestone, now: datetime) -> None:
    milestones.start_funding(milestone=milestone, by=milestone.contract.client, now=now)


def _fund(milestone: Milestone, now: datetime) -> None:
    work.fund(milestone, now=now)


def _deliver(milestone: Milestone, now: datetime) -> None:
    _fund(milestone, now)
    milestones.deliver(
        milestone=milestone, by=milestone.contract.freelancer, message="Here it is.", now=now
    )


def _ask_changes(milestone: Milestone, now: datetime) -> None:
    _deliver(milestone, now)
    milestones.request_changes(
        milestone=milestone, by=milestone.contract.client, changes=["Bigger"], now=now
    )


def _approve(milestone: Milestone, now: datetime) -> None:
    _deliver(milestone, now)
    approve(milestone, now=now)


def _dispute(milestone: Milestone, now: datetime) -> None:
    _deliver(milestone, now)
    milestones.dispute_milestone(
        milestone=milestone, by=milestone.contract.client, reason="Not mine.", now=now
    )


def _split(milestone: Milestone, now: datetime) -> None:
    _dispute(milestone, now)
    milestone.refresh_from_db()
    assert milestone.escrow is not None
    escrows.unfreeze(escrow=milestone.escrow, by=None, now=now)
    part = Money(milestone.amount_minor * 6 // 10, milestone.currency)
    escrows.split(escrow=milestone.escrow, to_payee=part, by=None, now=now, reason="agreed")


def _refund(milestone: Milestone, now: datetime) -> None:
    _fund(milestone, now)
    contracts.end_contract(
        contract=milestone.contract,
        by=milestone.contract.freelancer,
        reason="I am ill.",
        now=now + timedelta(hours=1),
    )


def _cancel(milestone: Milestone, now: datetime) -> None:
    contracts.end_contract(
        contract=milestone.contract, by=milestone.contract.client, reason="No need.", now=now
    )


_BRING_TO: dict[str, Callable[[Milestone, datetime], None]] = {
    M.AGREED: lambda milestone, now: None,
    M.AWAITING_FUNDING: _start_funding,
    M.FUNDED: _fund,
    M.SUBMITTED: _deliver,
    M.CHANGES_REQUESTED: _ask_changes,
    M.RELEASED: _approve,
    M.DISPUTED: _dispute,
    M.PARTLY_RELEASED: _split,
    M.REFUNDED: _refund,
    M.CANCELLED: _cancel,
}
REACHABLE = tuple(_BRING_TO)  # all but `approved`, which lasts no longer than its transaction
