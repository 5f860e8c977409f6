"""A milestone from the first rupiah to the last."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.files import inspect
from core.money import Money
from core.policies import require
from payments.fees import split
from payments.models import Escrow
from payments.services import escrows
from payments.states import EscrowState
from projects.events import (
    ApprovalByClockDue,
    ChangesRequested,
    MilestoneDelivered,
    MilestoneDisputed,
    MilestoneFunded,
    MilestoneSettled,
)
from projects.models import ChangeRequest, Contract, Delivery, Milestone, RefundRequest
from projects.models.contracts import zone_of
from projects.policies import is_client, is_freelancer, is_party
from projects.services import contracts
from projects.services.approvals import held_milestone, release_approved
from projects.services.files import attach
from projects.services.history import take
from projects.services.locks import locked_milestone
from projects.services.part_payments import next_reference, record_given_back
from projects.services.standstill import go_on, stop_times
from projects.states import (
    HELD_MILESTONES,
    UNPAID_MILESTONES,
    ContractState,
    MilestoneState,
    RefundAnswer,
)

LONGEST_MESSAGE, LONGEST_CHANGE, MOST_CHANGES = 5000, 500, 20
_OUTCOMES = {
    EscrowState.RELEASED: MilestoneState.RELEASED,
    EscrowState.SPLIT: MilestoneState.PARTLY_RELEASED,
    EscrowState.REFUNDED: MilestoneState.REFUNDED,
    EscrowState.REVERSED: MilestoneState.REFUNDED,
}


def still_to_pay(*, milestone: Milestone, by: User) -> Money:
    """What the client has to pay for a milestone, with their fee; it writes nothing.

    Raises NotAllowed, and WrongState where it waits for no payment.
    """
    contract = milestone.contract
    require(is_client, by, contract)
    if milestone.state not in UNPAID_MILESTONES:
        raise WrongState(_("This milestone does not wait for a payment."))
    if milestone.escrow is not None:
        return milestone.escrow.missing
    return split(milestone.amount, contract.fee_terms).total


@transaction.atomic
def start_funding(*, milestone: Milestone, by: User, now: datetime) -> Escrow:
    """Open the escrow that pays for a milestone, and return it; the payment itself follows."""
    milestone = locked_milestone(milestone)
    contract = milestone.contract
    require(is_client, by, contract)
    if milestone.escrow is not None and milestone.state not in UNPAID_MILESTONES:
        return milestone.escrow
    if contract.state not in {ContractState.AWAITING_FUNDING, ContractState.ACTIVE}:
        raise WrongState(_("This contract takes no payments now."))
    if milestone.state not in UNPAID_MILESTONES:
        raise WrongState(_("This milestone does not wait for a payment."))
    if milestone.escrow is None:
        milestone.escrow = escrows.open_escrow(
            payer=contract.client,
            payee=contract.freelancer,
            amount=milestone.amount,
            fee_terms=contract.fee_terms,
            description=f"{contract.title} · {milestone.title}"[:200],
            reference=next_reference(milestone),
            by=by,
            now=now,
        )
        milestone.save(update_fields=["escrow"])
    if milestone.state == MilestoneState.AGREED:
        take(
            thing=milestone,
            to=MilestoneState.AWAITING_FUNDING,
            kind="funding_started",
            by=by,
            now=now,
        )
    return milestone.escrow


@transaction.atomic
def record_funding(*, milestone: Milestone, now: datetime) -> Milestone:
    """The money is in escrow: the milestone is funded, and the contract starts with the first."""
    milestone = locked_milestone(milestone)
    if milestone.state not in UNPAID_MILESTONES:
        return milestone
    milestone.funded_at = now
    today = now.astimezone(zone_of(milestone.contract.freelancer)).date()
    milestone.due_on = today + timedelta(days=milestone.days)
    milestone.save(update_fields=["funded_at", "due_on"])
    take(thing=milestone, to=MilestoneState.FUNDED, kind="funded", by=None, now=now)
    contracts.start_if_waiting(contract=milestone.contract, now=now)
    publish(MilestoneFunded(milestone_id=milestone.pk))
    return milestone


@transaction.atomic
def record_unpaid(*, milestone: Milestone, now: datetime) -> Milestone:
    """A payment failed or expired, and no other is under way: the milestone waits for a new try."""
    milestone = locked_milestone(milestone)
    is_underway = milestone.escrow is not None and milestone.escrow.state in {
        EscrowState.PAYMENT_PENDING,
        EscrowState.PARTLY_PAID,
    }
    if milestone.state == MilestoneState.AWAITING_FUNDING and not is_underway:
        take(thing=milestone, to=MilestoneState.AGREED, kind="payment_failed", by=None, now=now)
    return milestone


@transaction.atomic
def deliver(
    *,
    milestone: Milestone,
    by: User,
    message: str,
    uploads: Sequence[UploadedFile[bytes]] = (),
    now: datetime,
) -> Delivery:
    """Hand over work; the review clock starts. Delivering again replaces what is under review.

    The very same delivery sent twice counts once.
    """
    milestone = locked_milestone(milestone)
    require(is_freelancer, by, milestone.contract)
    _require_running(milestone)
    _require_message(message)
    if (same := _same_delivery(milestone, message, uploads)) is not None:
        return same
    delivery = Delivery.objects.create(
        milestone=milestone,
        number=milestone.deliveries.count() + 1,
        message=message.strip(),
        delivered_at=now,
    )
    attach(to=delivery, uploads=uploads, by=by, now=now)
    _start_review(milestone, kind="delivered", by=by, now=now)
    return delivery


@transaction.atomic
def stand_on_delivery(*, milestone: Milestone, by: User, now: datetime) -> Milestone:
    """The freelancer leaves the delivery as it is; the client approves or disputes."""
    milestone = locked_milestone(milestone)
    require(is_freelancer, by, milestone.contract)
    _require_running(milestone)
    if milestone.state != MilestoneState.CHANGES_REQUESTED:
        raise WrongState(_("No changes are asked for at the moment."))
    _start_review(milestone, kind="stood_on_delivery", by=by, now=now)
    return milestone


@transaction.atomic
def review_at_end(*, milestone: Milestone, now: datetime) -> Milestone:
    """An ending contract waits for no more changes: the delivery is judged as it is."""
    milestone = locked_milestone(milestone)
    if milestone.contract.state != ContractState.ENDING:
        raise WrongState(_("The contract is not ending."))
    if milestone.state != MilestoneState.CHANGES_REQUESTED:
        raise WrongState(_("No changes are asked for at the moment."))
    _start_review(milestone, kind="reviewed_at_end", by=None, now=now)
    return milestone


@transaction.atomic
def request_changes(
    *, milestone: Milestone, by: User, changes: Sequence[str], now: datetime
) -> ChangeRequest:
    """List what is to change in the newest delivery; the review clock stops.

    Raises LimitReached after the agreed number of rounds.
    """
    milestone = locked_milestone(milestone)
    require(is_client, by, milestone.contract)
    _require_running(milestone)
    listed = _listed(changes)
    if milestone.contract.state == ContractState.ENDING:
        raise WrongState(_("The contract is ending. Please approve, or open a dispute."))
    if milestone.state != MilestoneState.SUBMITTED:
        raise WrongState(_("There is no delivery to review now."))
    if milestone.rounds_used >= milestone.contract.terms.change_rounds:
        raise LimitReached(
            _("The agreed rounds of changes are used up. You can approve or open a dispute.")
        )
    milestone.rounds_used += 1
    milestone.review_deadline_at = None
    delivery = milestone.deliveries.latest("number")
    request, _is_new = ChangeRequest.objects.update_or_create(
        delivery=delivery, defaults={"changes": listed, "requested_at": now}
    )
    take(
        thing=milestone,
        to=MilestoneState.CHANGES_REQUESTED,
        kind="changes_requested",
        by=by,
        now=now,
    )
    milestone.save(update_fields=["rounds_used", "review_deadline_at"])
    publish(ChangesRequested(milestone_id=milestone.pk))
    return request


@transaction.atomic
def approve_milestone(*, milestone: Milestone, by: User, now: datetime) -> Milestone:
    """Accept the work and release the escrow, less the fee. A second call changes nothing."""
    milestone = held_milestone(milestone)
    require(is_client, by, milestone.contract)
    if milestone.state == MilestoneState.RELEASED:
        return milestone
    return release_approved(milestone, by=by, now=now)


@transaction.atomic
def approve_by_clock(*, milestone: Milestone, now: datetime) -> Milestone:
    """The review time is over and nobody spoke: the work counts as accepted.

    A receiver of ApprovalByClockDue may veto, where no notice ever reached the client.
    """
    milestone = locked_milestone(milestone)
    deadline = milestone.review_deadline_at
    if milestone.state != MilestoneState.SUBMITTED or deadline is None or deadline > now:
        raise WrongState(_("The time to review is not over."))
    if milestone.contract.state == ContractState.PAUSED:
        raise WrongState(_("The contract is paused."))
    publish(ApprovalByClockDue(milestone_id=milestone.pk))
    return approve_undecided(milestone=milestone, now=now)


@transaction.atomic
def approve_undecided(*, milestone: Milestone, now: datetime) -> Milestone:
    """Approve a locked milestone because nobody spoke in time."""
    milestone = held_milestone(milestone)
    milestone.was_approved_by_clock = True
    return release_approved(milestone, by=None, now=now)


@transaction.atomic
def settle_from_escrow(*, milestone: Milestone, now: datetime) -> Milestone:
    """Its money has moved: take over the outcome, and end the contract with the last one."""
    milestone = locked_milestone(milestone)
    escrow = milestone.escrow
    assert escrow is not None
    if milestone.state in UNPAID_MILESTONES:  # a bank took a payment that was never complete
        return record_given_back(milestone=milestone, now=now)
    outcome = _OUTCOMES.get(EscrowState(escrow.state))
    if outcome is None or milestone.is_ended:
        return milestone
    if escrow.state == EscrowState.REVERSED:
        close_refund_request(milestone=milestone)
    ended = {"ended_at": now, "review_deadline_at": None}
    take(thing=milestone, to=outcome, kind="settled", by=None, now=now, written=ended)
    publish(MilestoneSettled(milestone_id=milestone.pk, outcome=outcome))
    contracts.finish_if_done(contract=milestone.contract, now=now)
    return milestone


@transaction.atomic
def dispute_milestone(*, milestone: Milestone, by: User, reason: str, now: datetime) -> Milestone:
    """Freeze the money of a milestone because the sides disagree; the other milestones go on."""
    milestone = locked_milestone(milestone)
    require(is_party, by, milestone.contract)
    if milestone.state not in HELD_MILESTONES or milestone.escrow is None:
        raise WrongState(_("There is no money in escrow to disagree about."))
    if milestone.is_at_the_bank:
        raise WrongState(_("The client’s bank has this payment. Wait until it has decided."))
    milestone.state_before_dispute = milestone.state
    milestone.save(update_fields=["state_before_dispute"])
    escrows.freeze(escrow=milestone.escrow, by=by, now=now, reason=reason)
    take(
        thing=milestone,
        to=MilestoneState.DISPUTED,
        kind="disputed",
        by=by,
        now=now,
        reason=reason,
    )
    stop_times(milestone, now)
    close_refund_request(milestone=milestone)
    publish(MilestoneDisputed(milestone_id=milestone.pk))
    return milestone


@transaction.atomic
def resume_after_dispute(*, milestone: Milestone, by: User | None, now: datetime) -> Milestone:
    """The dispute was withdrawn: the milestone goes on, with what was left of its times.

    Otherwise whoever opens a dispute and takes it back would begin a review anew, again and again.
    """
    milestone = locked_milestone(milestone)
    if milestone.state != MilestoneState.DISPUTED or milestone.escrow is None:
        raise WrongState(_("This milestone is not in dispute."))
    escrows.unfreeze(escrow=milestone.escrow, by=by, now=now)
    back = MilestoneState(milestone.state_before_dispute)
    go_on(milestone, now)
    take(thing=milestone, to=back, kind="dispute_withdrawn", by=by, now=now)
    return milestone


def close_refund_request(*, milestone: Milestone) -> None:
    """An open refund request has become pointless: the money goes another way."""
    RefundRequest.objects.filter(milestone=milestone, state=RefundAnswer.OPEN).update(
        state=RefundAnswer.LAPSED
    )


def _listed(changes: Sequence[str]) -> list[str]:
    listed = [change.strip() for change in changes if change.strip()]
    if not listed:
        raise InvalidInput(_("Please list at least one change."))
    if len(listed) > MOST_CHANGES or any(len(change) > LONGEST_CHANGE for change in listed):
        raise InvalidInput(
            _("List up to %(most)d changes of up to 500 characters each.") % {"most": MOST_CHANGES}
        )
    return listed


def _require_message(message: str) -> None:
    if not message.strip():
        raise InvalidInput(_("Please say what you deliver."))
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInput(_("The message may have 5,000 characters at the most."))


def _same_delivery(
    milestone: Milestone, message: str, uploads: Sequence[UploadedFile[bytes]]
) -> Delivery | None:
    """The delivery under review, if this is a second click on the button that sent it."""
    if milestone.state != MilestoneState.SUBMITTED:
        return None
    latest = milestone.deliveries.prefetch_related("attachments").latest("number")
    sent = sorted(a.sha256 for a in latest.attachments.all())
    is_same = latest.message == message.strip() and sent == sorted(
        inspect(upload).sha256 for upload in uploads
    )
    return latest if is_same else None


def _start_review(milestone: Milestone, *, kind: str, by: User | None, now: datetime) -> None:
    milestone.review_deadline_at = _review_deadline(milestone.contract, now)
    milestone.reminded_at = None
    milestone.save(update_fields=["review_deadline_at", "reminded_at"])
    take(thing=milestone, to=MilestoneState.SUBMITTED, kind=kind, by=by, now=now)
    publish(MilestoneDelivered(milestone_id=milestone.pk))


def _review_deadline(contract: Contract, now: datetime) -> datetime:
    return now + timedelta(days=contract.terms.review_days)


def _require_running(milestone: Milestone) -> None:
    if milestone.state not in HELD_MILESTONES:
        raise WrongState(_("This milestone has no money in escrow now."))
    if milestone.contract.state not in {ContractState.ACTIVE, ContractState.ENDING}:
        raise WrongState(_("This contract is not running."))
