"""News of contracts, milestones and deliveries."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import WrongState
from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import never_heard_of_delivery
from payments.models import Escrow
from payments.states import EscrowState
from projects.events import (
    AmendmentAccepted,
    AmendmentDeclined,
    AmendmentEvent,
    AmendmentProposed,
    ApprovalByClockDue,
    ChangesRequested,
    ContractEnded,
    ContractEnding,
    ContractEvent,
    ContractLapsed,
    ContractPaused,
    ContractResumed,
    ContractSigned,
    MilestoneApproved,
    MilestoneDelivered,
    MilestoneEvent,
    MilestoneFunded,
    MilestonePaymentGivenBack,
    MilestoneReminder,
    MilestoneSettled,
    PauseAsked,
    PauseRefused,
    RefundAnswered,
    RefundAsked,
)
from projects.models import Amendment, Contract, Milestone, RefundRequest, WorkEvent
from projects.states import (
    AmendmentState,
    ContractState,
    MilestoneState,
    RefundAnswer,
)
from reviews.states import WINDOW


@on(ContractSigned)
def tell_client_of_signature(event: ContractSigned) -> None:
    contract = _contract(event)
    _about_contract("contract_signed", contract, [contract.client_id], until=contract.fund_by_at)


@on(ContractLapsed)
def tell_both_of_lapse(event: ContractLapsed) -> None:
    contract = _contract(event)
    _about_contract("contract_lapsed_for_client", contract, [contract.client_id])
    _about_contract("contract_lapsed_for_freelancer", contract, [contract.freelancer_id])


@on(ContractEnding)
def tell_other_of_ending(event: ContractEnding) -> None:
    contract = _contract(event)
    _tell_others("contract_ending", contract, but=_actor(contract), reason=contract.end_reason)


@on(ContractEnded)
def tell_both_of_end(event: ContractEnded) -> None:
    """Where something was paid out, both are asked for a review; else the other side is told."""
    contract = _contract(event)
    if contract.state == ContractState.COMPLETED and contract.ended_at is not None:
        _tell_others("contract_completed", contract, until=contract.ended_at + WINDOW)
    else:
        _tell_others("contract_cancelled", contract, but=_actor(contract))


@on(PauseAsked)
def tell_other_of_wished_pause(event: PauseAsked) -> None:
    contract = _contract(event)
    _tell_others("pause_asked", contract, but=contract.pause_asked_by_id)


@on(PauseRefused)
def tell_other_of_refused_pause(event: PauseRefused) -> None:
    contract = _contract(event)
    _tell_others("pause_refused", contract, but=_actor(contract))


@on(ContractPaused)
def tell_other_of_pause(event: ContractPaused) -> None:
    contract = _contract(event)
    _tell_others("contract_paused", contract, but=_actor(contract), until=contract.paused_until_at)


@on(ContractResumed)
def tell_of_resumption(event: ContractResumed) -> None:
    contract = _contract(event)
    _tell_others("contract_resumed", contract, but=_actor(contract))


@on(AmendmentProposed)
def tell_other_of_amendment(event: AmendmentProposed) -> None:
    amendment = _amendment(event)
    _tell_others(
        "amendment_proposed",
        amendment.contract,
        but=amendment.proposed_by_id,
        until=amendment.answer_by_at,
    )


@on(AmendmentAccepted)
@on(AmendmentDeclined)
def tell_of_answered_amendment(event: AmendmentAccepted | AmendmentDeclined) -> None:
    """The proposer hears the answer, the other side that it was taken back, both of silence."""
    amendment = _amendment(event)
    contract, proposer = amendment.contract, amendment.proposed_by_id
    answerer = next(pk for pk in (contract.client_id, contract.freelancer_id) if pk != proposer)
    quiet = {
        AmendmentState.ACCEPTED: ("amendment_accepted", answerer),
        AmendmentState.DECLINED: ("amendment_declined", answerer),
        AmendmentState.WITHDRAWN: ("amendment_withdrawn", proposer),
    }
    kind, but = quiet.get(AmendmentState(amendment.state), ("amendment_lapsed", None))
    _tell_others(kind, contract, but=but)


@on(MilestoneFunded)
def tell_both_of_funding(event: MilestoneFunded) -> None:
    milestone = _milestone(event)
    contract = milestone.contract
    _about_milestone(
        "milestone_funded_for_freelancer",
        milestone,
        [contract.freelancer_id],
        due=milestone.due_on,
    )
    _about_milestone("payment_arrived", milestone, [contract.client_id])


@on(MilestonePaymentGivenBack)
def tell_both_that_a_payment_goes_back(event: MilestonePaymentGivenBack) -> None:
    milestone, escrow = _milestone(event), Escrow.objects.get(pk=event.escrow_id)
    contract = milestone.contract
    paid = escrow.refunded
    _about_milestone("payment_given_back", milestone, [contract.client_id], paid=paid)
    _about_milestone("payment_given_back_for_freelancer", milestone, [contract.freelancer_id])


@on(MilestoneDelivered)
def tell_client_of_delivery(event: MilestoneDelivered) -> None:
    milestone = _milestone(event)
    _about_milestone(
        "milestone_delivered",
        milestone,
        [milestone.contract.client_id],
        until=milestone.review_deadline_at,
    )


@on(ChangesRequested)
def tell_freelancer_of_changes(event: ChangesRequested) -> None:
    milestone = _milestone(event)
    _about_milestone("changes_requested", milestone, [milestone.contract.freelancer_id])


@on(ApprovalByClockDue)
def refuse_if_client_never_heard(event: ApprovalByClockDue) -> None:
    """Silence counts as approval only where the client was told."""
    if never_heard_of_delivery(_milestone(event)):
        raise WrongState(_("The client could not be told, so the clock does not approve this."))


@on(MilestoneApproved)
def tell_of_approval(event: MilestoneApproved) -> None:
    words: dict[str, Any] = {
        "milestone": event.title,
        "what": event.title,
        "amount": event.amount,
        "client": event.client,
        "freelancer": event.freelancer,
    }
    about, page_arg = f"milestone:{event.milestone_id}", event.milestone_id
    kind = "milestone_approved_by_clock" if event.is_by_clock else "milestone_approved"
    tell(kind, [event.freelancer_id], about=about, page_arg=page_arg, **words, net=event.net)
    if event.is_by_clock:
        kind = "milestone_approved_without_you"
        tell(kind, [event.client_id], about=about, page_arg=page_arg, **words)


@on(MilestoneSettled)
def tell_of_refund(event: MilestoneSettled) -> None:
    """For money that goes back; an approval, a dispute and what a bank took were told already."""
    kinds = {
        MilestoneState.REFUNDED: "milestone_refunded",
        MilestoneState.PARTLY_RELEASED: "milestone_partly_released",
    }
    kind = kinds.get(MilestoneState(event.outcome))
    if kind is None:
        return
    milestone = _milestone(event)
    contract = milestone.contract
    if milestone.state_before_dispute or milestone.escrow is None:
        return
    if milestone.escrow.state == EscrowState.REVERSED:
        return
    mover = milestone.escrow.changes.order_by("-pk").values_list("actor_id", flat=True).first()
    _about_milestone(kind, milestone, [contract.client_id, contract.freelancer_id], but=mover)


@on(MilestoneReminder)
def remind_whose_turn_it_is(event: MilestoneReminder) -> None:
    milestone = _milestone(event)
    client = [milestone.contract.client_id]
    if milestone.state == MilestoneState.SUBMITTED:
        _about_milestone(
            "reminder_to_review", milestone, client, until=milestone.review_deadline_at
        )
    elif milestone.escrow is not None and milestone.escrow.is_partly_paid:
        _about_milestone(
            "reminder_to_pay_the_rest",
            milestone,
            client,
            missing=milestone.escrow.missing,
            until=milestone.escrow.complete_by_at,
        )
    elif milestone.state == MilestoneState.FUNDED:
        freelancer = [milestone.contract.freelancer_id]
        _about_milestone("reminder_to_deliver", milestone, freelancer, due=milestone.due_on)
    else:
        _about_milestone("reminder_to_pay", milestone, client)


@on(RefundAsked)
def tell_freelancer_of_refund_request(event: RefundAsked) -> None:
    request = _refund_request(event.refund_request_id)
    contract = request.milestone.contract
    tell(
        "refund_asked",
        [contract.freelancer_id],
        about=f"milestone:{request.milestone_id}",
        page_arg=request.pk,
        **_words(request.milestone) | {"amount": request.milestone.left},
        until=request.answer_by_at,
    )


@on(RefundAnswered)
def tell_client_of_refund_answer(event: RefundAnswered) -> None:
    """An agreement moves the money, and that is told by itself."""
    request = _refund_request(event.refund_request_id)
    kinds = {RefundAnswer.DECLINED: "refund_declined", RefundAnswer.LAPSED: "refund_lapsed"}
    kind = kinds.get(RefundAnswer(request.state))
    if kind is not None:
        _about_milestone(kind, request.milestone, [request.milestone.contract.client_id])


def _tell_others(kind: str, contract: Contract, *, but: int | None = None, **args: Any) -> None:
    """Both sides except one, each with the name of the other."""
    if but != contract.client_id:
        _about_contract(kind, contract, [contract.client_id], other=contract.freelancer, **args)
    if but != contract.freelancer_id:
        _about_contract(kind, contract, [contract.freelancer_id], other=contract.client, **args)


def _about_contract(kind: str, contract: Contract, to: list[int], **args: Any) -> None:
    words: dict[str, Any] = {
        "contract": contract.title,
        "client": contract.client,
        "freelancer": contract.freelancer,
    }
    tell(kind, to, about=f"contract:{contract.pk}", page_arg=contract.pk, **(words | args))


def _about_milestone(
    kind: str, milestone: Milestone, to: list[int], *, but: int | None = None, **args: Any
) -> None:
    tell(
        kind,
        to,
        but=but,
        about=f"milestone:{milestone.pk}",
        page_arg=milestone.pk,
        **_words(milestone),
        **args,
    )


def _words(milestone: Milestone) -> dict[str, Any]:
    return {
        "milestone": milestone.title,
        "what": milestone.title,
        "amount": milestone.amount,
        "client": milestone.contract.client,
        "freelancer": milestone.contract.freelancer,
    }


def _actor(contract: Contract) -> int | None:
    """Who did what happened last to the contract itself; nobody where the clock did."""
    return (
        WorkEvent.objects.filter(contract=contract, milestone=None)
        .order_by("-pk")
        .values_list("actor_id", flat=True)
        .first()
    )


def _contract(event: ContractEvent) -> Contract:
    return Contract.objects.select_related("client", "freelancer").get(pk=event.contract_id)


def _amendment(event: AmendmentEvent) -> Amendment:
    amendments = Amendment.objects.select_related("contract__client", "contract__freelancer")
    return amendments.get(pk=event.amendment_id)


def _milestone(event: MilestoneEvent) -> Milestone:
    milestones = Milestone.objects.select_related(
        "contract__client", "contract__freelancer", "escrow"
    )
    return milestones.get(pk=event.milestone_id)


def _refund_request(pk: int) -> RefundRequest:
    requests = RefundRequest.objects.select_related(
        "milestone__contract__client", "milestone__contract__freelancer"
    )
    return requests.get(pk=pk)
