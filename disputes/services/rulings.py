"""What moderators decide where the two sides could not agree."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import Money
from core.policies import require
from disputes.events import DisputeRuled, RulingReturned, RulingToConfirm
from disputes.models import LONGEST, Dispute, Ruling
from disputes.policies import can_confirm, can_rule
from disputes.services.steps import carry_out, check_part, locked_dispute, remember, take
from disputes.states import DisputeState, Rule


@transaction.atomic
def rule(
    *,
    dispute: Dispute,
    by: User,
    to_freelancer: Money,
    rule_code: str,
    reasons: str,
    now: datetime,
) -> Ruling:
    """Decide how the amount is divided, with the rule and the reasons that both sides read.

    Above `SECOND_OPINION_ABOVE` nothing moves until a second moderator has confirmed. Raises
    NotAllowed for a moderator with ties to a side, WrongState before the dispute is with them.
    """
    dispute = locked_dispute(dispute)
    require(can_rule, by, dispute)
    if dispute.state != DisputeState.MEDIATION:
        raise WrongState(_("This dispute is not with the moderators."))
    if dispute.pending_ruling is not None:
        raise WrongState(_("A decision already waits for a second moderator."))
    _check(dispute, to_freelancer, rule_code, reasons)
    ruling = Ruling.objects.create(
        dispute=dispute,
        by=by,
        to_freelancer_minor=to_freelancer.minor,
        rule=rule_code,
        reasons=reasons.strip(),
        ruled_at=now,
    )
    if needs_second_opinion(dispute.amount):
        dispute.pending_ruling = ruling
        dispute.save(update_fields=["pending_ruling"])
        remember(dispute, kind="ruling_to_confirm", by=by, now=now)
        publish(RulingToConfirm(dispute_id=dispute.pk))
    else:
        _execute(dispute, ruling, by=by, now=now)
    return ruling


@transaction.atomic
def confirm_ruling(*, dispute: Dispute, by: User, now: datetime) -> Dispute:
    """A second moderator agrees: the money moves. A second call changes nothing."""
    dispute = locked_dispute(dispute)
    if dispute.state == DisputeState.RULED:
        return dispute
    require(can_confirm, by, dispute)
    assert dispute.pending_ruling is not None
    _execute(dispute, dispute.pending_ruling, by=by, now=now)
    return dispute


@transaction.atomic
def return_ruling(*, dispute: Dispute, by: User, reason: str, now: datetime) -> Dispute:
    """A second moderator does not agree, and says why; somebody decides anew."""
    dispute = locked_dispute(dispute)
    require(can_confirm, by, dispute)
    if not reason.strip():
        raise InvalidInput(_("Please give the reason."))
    dispute.pending_ruling = None
    dispute.save(update_fields=["pending_ruling"])
    remember(dispute, kind="ruling_returned", by=by, now=now, reason=reason.strip()[:LONGEST])
    publish(RulingReturned(dispute_id=dispute.pk))
    return dispute


def needs_second_opinion(amount: Money) -> bool:
    """Whether two moderators have to agree before this much money moves."""
    limit: int = settings.SECOND_OPINION_ABOVE
    return amount.decimal > limit


def _execute(dispute: Dispute, ruling: Ruling, *, by: User, now: datetime) -> None:
    take(dispute, DisputeState.RULED, kind="ruled", by=by, now=now, reason=ruling.reasons)
    if dispute.pending_ruling_id is not None:
        dispute.pending_ruling = None
        dispute.save(update_fields=["pending_ruling"])
    part = Money(ruling.to_freelancer_minor, dispute.currency)
    carry_out(dispute, part, by=by, now=now, reason=ruling.reasons)
    publish(DisputeRuled(dispute_id=dispute.pk))


def _check(dispute: Dispute, to_freelancer: Money, rule_code: str, reasons: str) -> None:
    check_part(dispute.amount, to_freelancer)
    if rule_code not in Rule.values:
        raise InvalidInput(_("Please name the rule."))
    if not reasons.strip():
        raise InvalidInput(_("Please give the reasons. Both sides read them."))
    if len(reasons) > LONGEST:
        raise InvalidInput(_("The text may have 5,000 characters at the most."))
