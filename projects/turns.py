"""Whose turn it is: who acts next, until when, and what happens if nobody does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.money import format_money
from payments.models import Escrow
from projects.models import Amendment, Contract, Milestone, RefundRequest
from projects.states import HELD_MILESTONES, ContractState, MilestoneState


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One open question; without an actor, both sides or nobody has to do something.

    `deed` speaks to the actor, `news` about the actor to the other side. `silence` speaks about
    both sides, `told` to the one whom it would name, by id.
    """

    actor: User | None
    deed: str
    news: str = ""
    until: datetime | None = None
    silence: str = ""
    told: Mapping[int, str] = field(default_factory=dict)

    def silence_for(self, reader: User) -> str:
        """What happens if nobody acts, said to this reader."""
        return self.told.get(reader.pk, self.silence)

    def is_of(self, person: User) -> bool:
        return self.actor is not None and self.actor.pk == person.pk


def turn_of_contract(contract: Contract, steps: Iterable[Milestone]) -> Turn | None:
    """What the contract as a whole waits for; a step that is paid in part speaks for itself."""
    if contract.state == ContractState.AWAITING_FUNDING:
        is_begun = any(step.escrow is not None and step.escrow.is_partly_paid for step in steps)
        return None if is_begun else _first_payment(contract)
    if contract.state == ContractState.PAUSED:
        return _pause(contract)
    return _ending() if contract.state == ContractState.ENDING else None


def turn_of_amendment(amendment: Amendment, contract: Contract) -> Turn:
    """Who answers a proposed change."""
    return Turn(
        actor=_other_side(contract, amendment.proposed_by_id),
        deed=_("Read the proposed steps, then accept or decline them."),
        news=_("Your proposal waits for an answer."),
        until=amendment.answer_by_at,
        silence=_("The proposal lapses and everything stays as it was agreed."),
    )


def turn_of_pause(contract: Contract) -> Turn | None:
    """Who answers the wish for a pause."""
    if contract.pause_asked_by_id is None:
        return None
    return Turn(
        actor=_other_side(contract, contract.pause_asked_by_id),
        deed=_("The other side would like a pause of up to %(days)d days. All clocks would stop.")
        % {"days": contract.policy.pause_days},
        news=_("You asked for a pause of up to %(days)d days.")
        % {"days": contract.policy.pause_days},
        silence=_("The contract simply goes on."),
    )


def turn_of_milestone(
    milestone: Milestone, siblings: Sequence[Milestone], request: RefundRequest | None
) -> Turn | None:
    """What a step waits for; `request` is the open wish for its money back."""
    if milestone.contract.state == ContractState.PAUSED or milestone.is_ended:
        return None
    if request is not None:
        return _refund_answer(milestone, request)
    if milestone.is_at_the_bank:
        return _bank()
    tell = {
        MilestoneState.DISPUTED: _dispute,
        MilestoneState.FUNDED: _work,
        MilestoneState.SUBMITTED: _review,
        MilestoneState.CHANGES_REQUESTED: _changes,
    }.get(MilestoneState(milestone.state))
    return tell(milestone) if tell else _payment(milestone, siblings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """Money that has rested for long: since when, until when at most, and what happens then."""

    since: datetime
    until: datetime
    is_pressing: bool
    silence: str
    told: Mapping[int, str] = field(default_factory=dict)

    def silence_for(self, reader: User) -> str:
        """What happens if nobody decides, said to this reader."""
        return self.told.get(reader.pk, self.silence)


def holding_of(milestone: Milestone) -> Holding | None:
    """What the step's page says from the first warning on; in a dispute, people decide."""
    escrow = milestone.escrow
    if escrow is None or escrow.warned_at is None or milestone.state not in HELD_MILESTONES:
        return None
    if escrow.held_at is None or escrow.decide_by_at is None:
        return None
    client, told = milestone.contract.client, {}
    if milestone.state == MilestoneState.SUBMITTED:
        silence = _("If nobody has decided by then, the work counts as approved.")
    else:
        silence = _("If nobody has decided by then, the money goes back to %(client)s.") % {
            "client": client
        }
        told = {client.pk: _("If nobody has decided by then, the money goes back to you.")}
    return Holding(
        since=escrow.held_at,
        until=escrow.decide_by_at,
        is_pressing=escrow.pressed_at is not None,
        silence=silence,
        told=told,
    )


def _first_payment(contract: Contract) -> Turn:
    return Turn(
        actor=contract.client,
        deed=_("Pay the first step into escrow. Work starts when the money is there."),
        news=_("The first step has to be paid into escrow. Please do not start before that."),
        until=contract.fund_by_at,
        silence=_("The contract lapses and the project takes bids again. Nobody gets a mark."),
    )


def _pause(contract: Contract) -> Turn:
    return Turn(
        actor=None,
        deed=_("The contract is paused and all clocks stand still. Either side can go on earlier."),
        until=contract.paused_until_at,
        silence=_("The contract goes on by itself."),
    )


def _ending() -> Turn:
    return Turn(
        actor=None,
        deed=_("This contract is ending. It is over when each open step below is settled."),
    )


def _bank() -> Turn:
    return Turn(
        actor=None,
        deed=_(
            "The payer’s bank has taken this payment back for now, and decides about it. "
            "Until then nothing of this step is released. Our finance staff answer the bank."
        ),
    )


def _payment(milestone: Milestone, siblings: Sequence[Milestone]) -> Turn | None:
    contract = milestone.contract
    if milestone.escrow is not None and milestone.escrow.is_partly_paid:
        return _rest_of_payment(milestone, milestone.escrow)
    if contract.state != ContractState.ACTIVE:
        return None
    busy = HELD_MILESTONES | {MilestoneState.DISPUTED}
    if any(sibling.state in busy for sibling in siblings):
        return None  # it may be paid, but nobody waits for it yet
    ends = [sibling.ended_at for sibling in siblings if sibling.ended_at]
    since = max([contract.signed_at, contract.terms.created_at, *ends])
    return Turn(
        actor=contract.client,
        deed=_("Pay this step into escrow before work on it starts."),
        news=_("This step has to be paid into escrow before work on it starts."),
        until=since + timedelta(days=contract.policy.unfunded_cancel_days),
        silence=_("The step is cancelled. Nothing was paid, so nothing is owed."),
    )


def _rest_of_payment(milestone: Milestone, escrow: Escrow) -> Turn:
    contract = milestone.contract
    words = {"paid": format_money(escrow.held), "missing": format_money(escrow.missing)}
    named = {"paid": words["paid"], "client": contract.client}
    if contract.lapses_without(escrow):
        silence = _("%(paid)s goes back to %(client)s, and the contract lapses.") % named
        told = _("%(paid)s goes back to you, and the contract lapses.") % named
    else:
        silence = (
            _("%(paid)s goes back to %(client)s, and this step waits for a payment again.") % named
        )
        told = _("%(paid)s goes back to you, and this step waits for a payment again.") % named
    return Turn(
        actor=contract.client,
        deed=_("%(paid)s has arrived. Pay the missing %(missing)s; only then does the work start.")
        % words,
        news=_("%(paid)s has arrived, %(missing)s is still missing. Please do not start yet.")
        % words,
        until=escrow.complete_by_at,
        silence=silence,
        told={contract.client_id: told},
    )


def _work(milestone: Milestone) -> Turn:
    contract = milestone.contract
    days = {"days": contract.policy.late_days, "answer": contract.policy.late_answer_days}
    return Turn(
        actor=contract.freelancer,
        deed=_("The money is in escrow. Do the work and deliver it here."),
        news=_("The money is in escrow and the work is being done."),
        until=milestone.due_at,
        silence=_(
            "%(days)d days later %(client)s may ask for the money back; an answer is then due "
            "within %(answer)d days."
        )
        % {**days, "client": contract.client},
        told={
            contract.client_id: _(
                "%(days)d days later you may ask for the money back; an answer is then due within "
                "%(answer)d days."
            )
            % days
        },
    )


def _review(milestone: Milestone) -> Turn:
    net = format_money(milestone.shares_left.net)
    return Turn(
        actor=milestone.contract.client,
        deed=_("Look at the delivery, then approve it or list what should change."),
        news=_("The delivery is being reviewed."),
        until=milestone.review_deadline_at,
        silence=_("The work counts as approved and %(net)s goes to %(freelancer)s.")
        % {"net": net, "freelancer": milestone.contract.freelancer},
        told={
            milestone.contract.freelancer_id: _(
                "The work counts as approved and %(net)s goes to you."
            )
            % {"net": net}
        },
    )


def _changes(milestone: Milestone) -> Turn:
    return Turn(
        actor=milestone.contract.freelancer,
        deed=_("Make the listed changes and deliver again, or stand on the delivery as it is."),
        news=_("The listed changes are being made."),
        silence=_("The money stays in escrow. Either side can open a dispute."),
    )


def _dispute(_milestone: Milestone) -> Turn:
    return Turn(
        actor=None,
        deed=_("The money of this step is frozen until the dispute is settled."),
    )


def _refund_answer(milestone: Milestone, request: RefundRequest) -> Turn:
    client, told = milestone.contract.client, {}
    if milestone.state == MilestoneState.FUNDED:
        silence = _("All the money of this step goes back to %(client)s.") % {"client": client}
        told = {client.pk: _("All the money of this step goes back to you.")}
    else:
        silence = _("The request lapses, because work was delivered. The review goes on.")
    return Turn(
        actor=milestone.contract.freelancer,
        deed=_("%(client)s asks for the money of this step back. Agree, or decline and say why.")
        % {"client": client},
        news=_("You asked for the money of this step back."),
        until=request.answer_by_at,
        silence=silence,
        told=told,
    )


def _other_side(contract: Contract, person_id: int) -> User:
    return contract.freelancer if person_id == contract.client_id else contract.client
