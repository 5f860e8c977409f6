"""What moderators write where the two sides could not agree: proposals, decisions, judgements."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import Money
from core.policies import require
from disputes import timing
from disputes.events import (
    DisputeDecided,
    DisputeRuled,
    RulingProposed,
    RulingReturned,
    RulingToConfirm,
)
from disputes.models import LONGEST, Dispute, Ruling
from disputes.policies import can_confirm, can_rule
from disputes.services.steps import (
    check_part,
    check_words,
    end_with,
    locked_dispute,
    remember,
    start_clock,
    take,
)
from disputes.states import RULED_IN, DisputeState, RulingKind
from payments.services.decisions import needs_two
from staff.rulebook import rule_in_force
from staff.services import audit
from staff.states import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A division of the amount, the rule it rests on, and the reasons in both languages.

    `to_freelancer` is the price before the fee.
    """

    to_freelancer: Money
    rule_code: str
    reasons_id: str
    reasons_en: str


@transaction.atomic
def rule(*, dispute: Dispute, by: User, verdict: Verdict, now: datetime) -> Ruling:
    """Propose (mediator), decide (senior moderator) or judge an appeal, as the state asks for.

    Above `SECOND_OPINION_ABOVE` it counts only when a second moderator has confirmed it. Raises
    NotAllowed for whoever has ties to a side or had this dispute in hand before, WrongState where
    nothing waits for a moderator.
    """
    dispute = locked_dispute(dispute)
    kind = RULED_IN.get(dispute.state)
    if kind is None:
        raise WrongState(_("This dispute is not with the moderators."))
    require(can_rule, by, dispute)
    if dispute.pending_ruling is not None:
        raise WrongState(_("A decision already waits for a second moderator."))
    ruling = _write(dispute, kind, by=by, verdict=verdict, now=now)
    _record(dispute, ruling, by=by, action=f"disputes.{kind}", now=now)
    if needs_second_opinion(dispute.amount):
        dispute.pending_ruling = ruling
        dispute.save(update_fields=["pending_ruling"])
        remember(dispute, kind="ruling_to_confirm", by=by, now=now)
        publish(RulingToConfirm(dispute_id=dispute.pk))
    else:
        _issue(dispute, ruling, by=by, now=now)
    return ruling


@transaction.atomic
def confirm_ruling(*, dispute: Dispute, by: User, now: datetime) -> Dispute:
    """A second moderator agrees: the ruling counts from now on. A second call changes nothing."""
    dispute = locked_dispute(dispute)
    if dispute.pending_ruling is None:
        if dispute.ruling is not None and _was_confirmed_by(dispute, by):
            return dispute
        raise WrongState(_("No decision waits for a second moderator."))
    require(can_confirm, by, dispute)
    ruling = dispute.pending_ruling
    dispute.pending_ruling = None
    dispute.save(update_fields=["pending_ruling"])
    remember(dispute, kind="ruling_confirmed", by=by, now=now)
    _record(dispute, ruling, by=by, action="disputes.confirm", now=now)
    _issue(dispute, ruling, by=by, now=now)
    return dispute


@transaction.atomic
def return_ruling(*, dispute: Dispute, by: User, reason: str, now: datetime) -> Dispute:
    """A second moderator does not agree, and says why; somebody writes it anew.

    A second call changes nothing.
    """
    dispute = locked_dispute(dispute)
    ruling = dispute.pending_ruling
    if ruling is None and _was_returned_by(dispute, by):
        return dispute
    require(can_confirm, by, dispute)
    if not reason.strip():
        raise InvalidInput(_("Please give the reason."))
    assert ruling is not None
    dispute.pending_ruling = None
    dispute.save(update_fields=["pending_ruling"])
    remember(dispute, kind="ruling_returned", by=by, now=now, reason=reason.strip()[:LONGEST])
    _record(dispute, ruling, by=by, action="disputes.return", now=now, reason=reason.strip())
    publish(RulingReturned(dispute_id=dispute.pk))
    return dispute


def needs_second_opinion(amount: Money) -> bool:
    """Whether two moderators have to agree before this much money moves."""
    return needs_two(amount)


def execute(
    dispute: Dispute,
    ruling: Ruling,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Carry a ruling out, once and for all; the dispute is locked."""
    ruling.dispute = dispute
    part = ruling.to_freelancer
    end_with(dispute, DisputeState.EXECUTED, part, kind=kind, by=by, now=now, reason=reason)
    publish(DisputeRuled(dispute_id=dispute.pk))


def _issue(dispute: Dispute, ruling: Ruling, *, by: User, now: datetime) -> None:
    """The ruling counts: the sides may answer, may appeal, or it is carried out."""
    number = str(ruling.pk)
    dispute.ruling = ruling
    if ruling.kind == RulingKind.PROPOSAL:
        dispute.mediator_id = ruling.by_id
    dispute.save(update_fields=["ruling", "mediator"])
    if ruling.kind == RulingKind.APPEAL:
        execute(dispute, ruling, kind="appeal_judged", by=by, now=now, reason=number)
    elif ruling.kind == RulingKind.DECISION:
        start_clock(dispute, until=timing.to_appeal(dispute, now), now=now)
        take(dispute, DisputeState.DECIDED, kind="decided", by=by, now=now, reason=number)
        publish(DisputeDecided(dispute_id=dispute.pk))
    else:
        start_clock(dispute, until=timing.to_answer_mediator(dispute, now), now=now)
        take(
            dispute, DisputeState.PROPOSED, kind="mediator_proposed", by=by, now=now, reason=number
        )
        publish(RulingProposed(dispute_id=dispute.pk))


def _write(
    dispute: Dispute, kind: RulingKind, *, by: User, verdict: Verdict, now: datetime
) -> Ruling:
    check_part(dispute.amount, verdict.to_freelancer)
    version = rule_in_force(verdict.rule_code, now)
    if version is None or version.book != Book.DISPUTES:
        raise InvalidInput(_("Please name the rule."))
    for reasons in (verdict.reasons_id, verdict.reasons_en):
        check_words(
            reasons,
            if_missing=_("Please give the reasons in both languages. Both sides read them."),
        )
    return Ruling.objects.create(
        dispute=dispute,
        kind=kind,
        by=by,
        to_freelancer_minor=verdict.to_freelancer.minor,
        rule=version,
        reasons_id=verdict.reasons_id.strip(),
        reasons_en=verdict.reasons_en.strip(),
        ruled_at=now,
    )


def _was_confirmed_by(dispute: Dispute, by: User) -> bool:
    return dispute.history.filter(kind="ruling_confirmed", actor=by).exists()


def _was_returned_by(dispute: Dispute, by: User) -> bool:
    """Whether this person's no was the last word about a decision."""
    words = dispute.history.filter(kind__in=["ruling_returned", "ruling_confirmed"])
    last = words.order_by("-pk").first()
    return last is not None and (last.kind, last.actor_id) == ("ruling_returned", by.pk)


def _record(
    dispute: Dispute, ruling: Ruling, *, by: User, action: str, now: datetime, reason: str = ""
) -> None:
    audit.record(
        by=by,
        action=action,
        now=now,
        subject=dispute,
        reason=reason or ruling.reasons_en,
        changed={"to_freelancer_minor": (None, ruling.to_freelancer_minor)},
    )
