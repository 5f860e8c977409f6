"""News of disagreements."""

from typing import Any

from django.utils.translation import gettext as _

from core.errors import WrongState
from core.events import on
from disputes.events import (
    BlindRoundEnded,
    DefaultAnnounced,
    DefaultDue,
    DisputeAppealed,
    DisputeDecided,
    DisputeDefaulted,
    DisputeEscalated,
    DisputeOpened,
    DisputeOverdue,
    DisputeOvertaken,
    DisputeReminder,
    DisputeRuled,
    DisputeSettled,
    DisputeWithdrawn,
    RulingProposed,
    RulingRejected,
    RulingReturned,
    RulingToConfirm,
    SplitProposed,
)
from disputes.models import Dispute, Proposal
from disputes.policies import hands_of
from disputes.states import WITH_STAFF, DisputeState
from notifications.receivers.telling import tell
from notifications.selectors import has_heard_of_dispute, moderators, senior_moderators


@on(DisputeOpened)
def tell_other_of_dispute(event: DisputeOpened) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_opened", dispute, but=dispute.opened_by_id, until=dispute.deadline_at)


@on(SplitProposed)
def tell_other_of_proposal(event: SplitProposed) -> None:
    proposal = Proposal.objects.select_related("dispute").get(pk=event.proposal_id)
    _tell_sides(
        "split_proposed",
        _dispute(event.dispute_id),
        but=proposal.by_id,
        part=proposal.to_freelancer,
    )


@on(DisputeEscalated)
def tell_of_escalation(event: DisputeEscalated) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_escalated", dispute, until=dispute.deadline_at)
    _tell_moderators("dispute_to_decide", dispute, until=dispute.deadline_at)


@on(DefaultDue)
def veto_defaults_that_nobody_heard_of(event: DefaultDue) -> None:
    """Silence only counts where a notice was really delivered."""
    dispute = _dispute(event.dispute_id)
    contract = dispute.milestone.contract
    is_by_client = dispute.opened_by_id == contract.client_id
    silent = contract.freelancer_id if is_by_client else contract.client_id
    if not has_heard_of_dispute(dispute.pk, silent):
        raise WrongState(_("No notice reached the other side."))


@on(DefaultAnnounced)
def tell_of_last_chance(event: DefaultAnnounced) -> None:
    dispute = _dispute(event.dispute_id)
    asked = dispute.proposals.filter(by=dispute.opened_by_id).latest("pk")
    asked.dispute = dispute
    _tell_sides("default_announced", dispute, until=dispute.deadline_at, part=asked.to_freelancer)


@on(DisputeDefaulted)
def tell_of_default(event: DisputeDefaulted) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_defaulted", dispute, part=dispute.to_freelancer)


@on(BlindRoundEnded)
def tell_of_round(event: BlindRoundEnded) -> None:
    _tell_sides("blind_round_ended", _dispute(event.dispute_id))


@on(RulingProposed)
def tell_of_ruling_proposed(event: RulingProposed) -> None:
    _tell_ruling("ruling_proposed", _dispute(event.dispute_id))


@on(RulingRejected)
def tell_of_arbitration(event: RulingRejected) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_to_arbitrate", dispute, until=dispute.deadline_at)
    _tell_seniors("dispute_to_decide", dispute, until=dispute.deadline_at)


@on(DisputeDecided)
def tell_of_decision(event: DisputeDecided) -> None:
    _tell_ruling("dispute_decided", _dispute(event.dispute_id))


@on(DisputeAppealed)
def tell_of_appeal(event: DisputeAppealed) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_appealed", dispute, but=_actor(dispute), until=dispute.deadline_at)
    _tell_seniors("dispute_to_decide", dispute, until=dispute.deadline_at)


@on(DisputeSettled)
def tell_of_settlement(event: DisputeSettled) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_settled", dispute, but=_actor(dispute), part=dispute.to_freelancer)


@on(DisputeOvertaken)
def tell_of_the_bank(event: DisputeOvertaken) -> None:
    _tell_sides("dispute_overtaken", _dispute(event.dispute_id))


@on(DisputeWithdrawn)
def tell_of_withdrawal(event: DisputeWithdrawn) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_withdrawn", dispute, but=dispute.opened_by_id)


@on(DisputeRuled)
def tell_of_ruling(event: DisputeRuled) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_sides("dispute_ruled", dispute, part=dispute.to_freelancer)


@on(RulingToConfirm)
def tell_second_moderator(event: RulingToConfirm) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_moderators("ruling_to_confirm", dispute, but=_actor(dispute))


@on(RulingReturned)
def tell_first_moderator(event: RulingReturned) -> None:
    dispute = _dispute(event.dispute_id)
    last = dispute.history.order_by("-pk").first()
    _tell_moderators(
        "ruling_returned",
        dispute,
        but=last.actor_id if last else None,
        reason=last.reason if last else "",
    )


@on(DisputeReminder)
def remind(event: DisputeReminder) -> None:
    """Who has to act: the other side, both, or the staff."""
    dispute = _dispute(event.dispute_id)
    if dispute.state == DisputeState.MEDIATION:
        _tell_moderators("dispute_to_decide", dispute, until=dispute.deadline_at)
        return
    if dispute.state in WITH_STAFF:
        _tell_seniors("dispute_to_decide", dispute, until=dispute.deadline_at)
        return
    is_unanswered = dispute.state in (DisputeState.AWAITING_RESPONSE, DisputeState.DEFAULTING)
    _tell_sides(
        "dispute_reminder",
        dispute,
        but=dispute.opened_by_id if is_unanswered else None,
        until=dispute.deadline_at,
    )


@on(DisputeOverdue)
def tell_moderators_of_delay(event: DisputeOverdue) -> None:
    dispute = _dispute(event.dispute_id)
    _tell_moderators("dispute_overdue", dispute, until=dispute.deadline_at)


def _tell_sides(kind: str, dispute: Dispute, *, but: int | None = None, **args: Any) -> None:
    contract = dispute.milestone.contract
    for person, other in (
        (contract.client, contract.freelancer),
        (contract.freelancer, contract.client),
    ):
        _tell(kind, dispute, [person.pk], but=but, other=other, **args)


def _tell_ruling(kind: str, dispute: Dispute) -> None:
    ruling = dispute.ruling
    assert ruling is not None
    ruling.dispute = dispute
    _tell_sides(kind, dispute, until=dispute.deadline_at, part=ruling.to_freelancer)


def _tell_seniors(kind: str, dispute: Dispute, **args: Any) -> None:
    """Those who are no side of it and had no hand in it."""
    contract = dispute.milestone.contract
    tied = {contract.client_id, contract.freelancer_id} | hands_of(dispute)
    _tell(kind, dispute, [pk for pk in senior_moderators() if pk not in tied], but=None, **args)


def _tell_moderators(kind: str, dispute: Dispute, *, but: int | None = None, **args: Any) -> None:
    """Those who are no side of it."""
    contract = dispute.milestone.contract
    sides = {contract.client_id, contract.freelancer_id}
    _tell(kind, dispute, [pk for pk in moderators() if pk not in sides], but=but, **args)


def _tell(kind: str, dispute: Dispute, to: list[int], *, but: int | None, **args: Any) -> None:
    tell(
        kind,
        to,
        but=but,
        about=f"dispute:{dispute.pk}",
        page_arg=dispute.pk,
        milestone=dispute.milestone.title,
        amount=dispute.amount,
        **args,
    )


def _actor(dispute: Dispute) -> int | None:
    return dispute.history.order_by("-pk").values_list("actor_id", flat=True).first()


def _dispute(pk: int) -> Dispute:
    disputes = Dispute.objects.select_related(
        "milestone__contract__client", "milestone__contract__freelancer", "ruling"
    )
    return disputes.get(pk=pk)
