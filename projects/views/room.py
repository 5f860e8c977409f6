"""What a contract's page shows to one reader: steps, turns and buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.money import Money
from payments.fees import Shares
from payments.models import Escrow
from payments.taken_back import taken_by_escrow
from projects import policies
from projects.models import Contract, Delivery, Milestone, RefundRequest
from projects.selectors import milestones_in_room
from projects.states import UNPAID_MILESTONES, ContractState, MilestoneState
from projects.turns import Holding, Turn, holding_of, turn_of_contract, turn_of_milestone


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One milestone as a reader sees it; `shows` names the buttons."""

    milestone: Milestone
    deliveries: Sequence[Delivery]
    request: RefundRequest | None
    turn: Turn | None
    holding: Holding | None
    is_mine: bool
    silence: str
    holding_silence: str
    taken_back: Money | None
    shows: frozenset[str]

    @property
    def costs(self) -> Money | None:
        """Fees and taxes of what was released so far, where that is not all."""
        escrow = self.milestone.escrow
        is_part = escrow is not None and (
            escrow.is_partly_released or self.milestone.state == MilestoneState.PARTLY_RELEASED
        )
        return escrow.fee + escrow.taxes if escrow is not None and is_part else None

    @property
    def shares(self) -> Shares:
        """What the price divides into, or what a bank has left of it in escrow."""
        escrow = self.milestone.escrow
        is_less = (
            escrow is not None
            and bool(escrow.charged_back)
            and not self.milestone.is_ended
            and not self.milestone.is_at_the_bank
            and not escrow.is_partly_released
        )
        return self.milestone.shares_left if is_less else self.milestone.shares


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """All the steps, and what follows from them."""

    contract: Contract
    steps: Sequence[Step]
    turn: Turn | None
    is_mine: bool

    @property
    def escrows(self) -> list[Escrow]:
        return [s.milestone.escrow for s in self.steps if s.milestone.escrow is not None]

    @property
    def total(self) -> Money:
        """What all steps together are worth, without the cancelled ones."""
        live = [s.milestone for s in self.steps if s.milestone.state != MilestoneState.CANCELLED]
        return Money(sum(m.amount_minor for m in live), self.contract.currency)

    @property
    def ahead(self) -> Money:
        """What the client still pays for steps whose payment has not begun."""
        waiting = [m for m in self.unpaid if m.escrow is None]
        return Money(sum(m.shares.total.minor for m in waiting), self.contract.currency)

    @property
    def unpaid(self) -> list[Milestone]:
        """The steps that give way where other steps are agreed."""
        return [s.milestone for s in self.steps if s.milestone.state in UNPAID_MILESTONES]

    @property
    def was_anything_released(self) -> bool:
        return any(
            s.milestone.state in {MilestoneState.RELEASED, MilestoneState.PARTLY_RELEASED}
            for s in self.steps
        )

    @property
    def first_to_pay(self) -> Milestone | None:
        """The step whose payment starts the contract."""
        return self.steps[0].milestone if self.is_unprotected and self.steps else None

    @property
    def is_unprotected(self) -> bool:
        """Whether nothing is in escrow yet, so that nobody should start to work."""
        return self.contract.state == ContractState.AWAITING_FUNDING


def room_for(reader: User, contract: Contract, *, now: datetime) -> Room:
    """Gather the contract's page in a fixed number of queries."""
    milestones = list(milestones_in_room(contract))
    for milestone in milestones:
        milestone.contract = contract
    released = [m.escrow.pk for m in milestones if m.escrow is not None and m.escrow.released_minor]
    taken = taken_by_escrow(released)
    turn = turn_of_contract(contract, milestones)
    return Room(
        contract=contract,
        steps=[_step(reader, m, milestones, taken, now) for m in milestones],
        turn=turn,
        is_mine=turn is not None and turn.is_of(reader),
    )


def _step(
    reader: User,
    milestone: Milestone,
    siblings: Sequence[Milestone],
    taken: Mapping[int, Mapping[str, int]],
    now: datetime,
) -> Step:
    requests: list[RefundRequest] = milestone.open_requests  # type: ignore[attr-defined]
    request = requests[0] if requests else None
    turn, holding = turn_of_milestone(milestone, siblings, request), holding_of(milestone)
    return Step(
        milestone=milestone,
        deliveries=list(milestone.deliveries.all()),
        request=request,
        turn=turn,
        holding=holding,
        is_mine=turn is not None and turn.is_of(reader),
        silence=turn.silence_for(reader) if turn else "",
        holding_silence=holding.silence_for(reader) if holding else "",
        taken_back=_taken_back(milestone, taken),
        shows=_buttons(reader, milestone, request, now),
    )


def _taken_back(milestone: Milestone, taken: Mapping[int, Mapping[str, int]]) -> Money | None:
    """What a bank took of a step after its money was released."""
    parts = taken.get(milestone.escrow_id or 0)
    return Money(sum(parts.values()), milestone.contract.currency) if parts else None


def _buttons(
    reader: User, milestone: Milestone, request: RefundRequest | None, now: datetime
) -> frozenset[str]:
    contract = milestone.contract
    shown = {
        "fund": policies.shows_funding(reader, milestone),
        "deliver": policies.shows_delivery(reader, milestone),
        "approve": policies.shows_approval(reader, milestone),
        "part": policies.shows_part_release(reader, milestone),
        "changes": policies.shows_change_request(reader, milestone),
        "stand": policies.shows_standing_on_delivery(reader, milestone),
        "dispute": policies.shows_dispute(reader, milestone),
        "late": request is None and policies.shows_lateness(reader, milestone, now),
        "answer": request is not None and policies.is_freelancer(reader, contract),
        "withdraw": request is not None and policies.is_client(reader, contract),
        "see-dispute": milestone.state == MilestoneState.DISPUTED,
    }
    return frozenset(name for name, is_shown in shown.items() if is_shown)
