"""Other remaining steps for a running contract, agreed by both sides."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import Money
from core.policies import require
from core.states import move
from projects.events import AmendmentAccepted, AmendmentDeclined, AmendmentProposed
from projects.models import Amendment, Contract, Milestone, Terms
from projects.policies import is_party
from projects.services.bids import add_terms
from projects.services.contracts import cancel_unpaid_milestone
from projects.services.history import record
from projects.services.locks import locked_contract
from projects.services.proposals import Proposal, Step
from projects.states import UNPAID_MILESTONES, AmendmentState, ContractState

ANSWER_DAYS = 7


@transaction.atomic
def propose_amendment(
    *, contract: Contract, by: User, steps: Sequence[Step], note: str, now: datetime
) -> Amendment:
    """Propose `steps` in place of every step that is not paid yet; seven days to answer."""
    contract = locked_contract(contract)
    require(is_party, by, contract)
    _require_active(contract)
    if contract.amendments.filter(state=AmendmentState.OPEN).exists():
        raise WrongState(_("A proposal is already waiting for an answer."))
    if not steps:
        raise InvalidInput(_("Please propose at least one step."))
    if any(step.amount.currency != contract.currency for step in steps):
        raise InvalidInput(_("Every step is paid in the currency of the contract."))
    if list(steps) == unpaid_steps(contract):
        raise InvalidInput(_("These are the steps as they are already. Change one of them first."))
    whole = [*kept_steps(contract), *steps]
    proposal = Proposal(
        amount=Money(sum(s.amount.minor for s in whole), contract.currency),
        days=min(sum(s.days for s in whole), 730),
        steps=whole,
        review_days=contract.terms.review_days,
        change_rounds=contract.terms.change_rounds,
        note=note,
    )
    terms = _proposed_terms(contract, proposal, by=by, now=now)
    amendment = Amendment.objects.create(
        contract=contract,
        terms=terms,
        proposed_by=by,
        proposed_at=now,
        answer_by_at=now + timedelta(days=ANSWER_DAYS),
    )
    record(about=contract, kind="amendment_proposed", by=by, now=now, reason=note)
    publish(AmendmentProposed(amendment_id=amendment.pk))
    return amendment


@transaction.atomic
def accept_amendment(*, amendment: Amendment, by: User, now: datetime) -> Amendment:
    """Agree: the unpaid steps give way to the proposed ones.

    Raises WrongState where a step was paid since the proposal was made.
    """
    amendment = _locked(amendment)
    contract = amendment.contract
    require(is_party, by, contract)
    if amendment.state == AmendmentState.ACCEPTED:
        return amendment
    if by.pk == amendment.proposed_by_id:
        raise WrongState(_("The other side has to answer."))
    _require_active(contract)
    kept, proposed = kept_steps(contract), list(amendment.terms.milestones.all())
    if [k.amount.minor for k in kept] != [p.amount_minor for p in proposed[: len(kept)]]:
        raise WrongState(_("A step was paid meanwhile. Please propose the change again."))
    move(amendment, AmendmentState.ACCEPTED)
    _replace_unpaid(contract, amendment, skip=len(kept), by=by, now=now)
    contract.terms = contract.bid.terms = amendment.terms
    contract.save(update_fields=["terms"])
    contract.bid.save(update_fields=["terms"])
    record(about=contract, kind="amendment_accepted", by=by, now=now)
    publish(AmendmentAccepted(amendment_id=amendment.pk))
    return amendment


@transaction.atomic
def decline_amendment(*, amendment: Amendment, by: User, now: datetime) -> Amendment:
    """Say no, or take the own proposal back."""
    amendment = _locked(amendment)
    require(is_party, by, amendment.contract)
    is_own = by.pk == amendment.proposed_by_id
    if amendment.state in {AmendmentState.DECLINED, AmendmentState.WITHDRAWN}:
        return amendment
    move(amendment, AmendmentState.WITHDRAWN if is_own else AmendmentState.DECLINED)
    kind = "amendment_withdrawn" if is_own else "amendment_declined"
    record(about=amendment.contract, kind=kind, by=by, now=now)
    publish(AmendmentDeclined(amendment_id=amendment.pk))
    return amendment


@transaction.atomic
def lapse_amendment(*, amendment: Amendment, now: datetime) -> Amendment:
    """Nobody answered in time: everything stays as it was."""
    amendment = _locked(amendment)
    move(amendment, AmendmentState.LAPSED)
    record(about=amendment.contract, kind="amendment_lapsed", by=None, now=now)
    publish(AmendmentDeclined(amendment_id=amendment.pk))
    return amendment


def _locked(amendment: Amendment) -> Amendment:
    contract = locked_contract(Contract.objects.get(amendments=amendment.pk))
    locked = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    locked.contract = contract
    return locked


def _proposed_terms(contract: Contract, proposal: Proposal, *, by: User, now: datetime) -> Terms:
    """The next version of terms; until it is accepted, the signed one stays the bid's."""
    bid = contract.bid
    terms = add_terms(bid=bid, proposal=proposal, by=by, now=now)
    bid.terms = contract.terms
    bid.save(update_fields=["terms"])
    return terms


def _require_active(contract: Contract) -> None:
    if contract.state != ContractState.ACTIVE:
        raise WrongState(_("Only a running contract can be changed."))


def kept_steps(contract: Contract) -> list[Step]:
    """The steps with money in them or behind them; dropped ones do not count."""
    return [
        Step(title=m.title, amount=m.amount, days=m.days)
        for m in contract.milestones.all()
        if m.escrow_id is not None and m.funded_at is not None
    ]


def unpaid_steps(contract: Contract) -> list[Step]:
    """The steps that a proposal would replace, as they are agreed now."""
    return [
        Step(title=m.title, amount=m.amount, days=m.days)
        for m in contract.milestones.all()
        if m.state in UNPAID_MILESTONES
    ]


def _replace_unpaid(
    contract: Contract, amendment: Amendment, *, skip: int, by: User, now: datetime
) -> None:
    unpaid = contract.milestones.select_for_update(of=("self",)).select_related("escrow")
    for milestone in unpaid.filter(state__in=UNPAID_MILESTONES):
        milestone.contract = contract
        cancel_unpaid_milestone(milestone=milestone, by=by, now=now)
    last = contract.milestones.order_by("-position").first()
    start = last.position + 1 if last else 1
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            position=start + i,
            title=step.title,
            amount_minor=step.amount_minor,
            currency=contract.currency,
            days=step.days,
        )
        for i, step in enumerate(amendment.terms.milestones.all()[skip:])
    )
