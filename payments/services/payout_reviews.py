"""Payouts that people look at first: why, who, until when, and two of them for the largest."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.money import HOME
from core.policies import require
from payments import events
from payments.calendars import after_working_days
from payments.models import Payout
from payments.policies import can_review_payout
from payments.services.decisions import needs_two
from payments.services.payout_steps import give_back
from payments.services.steps import locked, remember, take_step
from payments.states import NameMatch, PayoutState
from payments.terms import current_policy
from staff.services import audit


def decide_review(payout: Payout, *, now: datetime) -> None:
    """Send a new payout on, or put it before people: within a working day, two for a large one."""
    reasons = reasons_for(payout, now)
    if not reasons:
        take_step(payout, PayoutState.APPROVED, by=None, now=now)
        publish(events.PayoutApproved(payout_id=payout.pk))
        return
    policy = current_policy(now)
    take_step(
        payout,
        PayoutState.IN_REVIEW,
        by=None,
        now=now,
        reason=" ".join(reasons),
        review_reason=" ".join(reasons),
        needs_two=needs_two(payout.amount, above=policy.payout_two_people_above),
        review_by=after_working_days(now, policy.payout_review_days),
    )
    publish(events.PayoutReviewNeeded(payout_id=payout.pk))


@transaction.atomic
def approve_payout(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Somebody has looked at it: it may be sent, or waits for the second person it needs.

    The same person again changes nothing. Raises NotAllowed for one's own payout, for people who
    have to do with the person, and for moderators where two of the finance staff must look.
    """
    payout = locked(payout)
    require(can_review_payout, by, payout)
    if payout.state != PayoutState.IN_REVIEW:
        if payout.reviewed_by_id is None:
            raise WrongState(_("This payout does not wait for a check."))
        return payout
    if payout.reviewed_by_id == by.pk:
        return payout
    if payout.needs_two and payout.reviewed_by_id is None:
        payout.reviewed_by = by
        payout.save(update_fields=["reviewed_by"])
        remember(payout, kind="first_approval", came_from=payout.state, by=by, now=now)
        audit.record(
            by=by,
            action="payments.approve_payout",
            now=now,
            subject=payout,
            person=payout.user,
        )
        return payout
    seen: dict[str, Any] = {"second_reviewed_by" if payout.needs_two else "reviewed_by": by}
    take_step(payout, PayoutState.APPROVED, by=by, now=now, **seen)
    audit.record(
        by=by,
        action="payments.approve_payout",
        now=now,
        subject=payout,
        person=payout.user,
        changed={"state": (PayoutState.IN_REVIEW.value, PayoutState.APPROVED.value)},
    )
    publish(events.PayoutApproved(payout_id=payout.pk))
    return payout


@transaction.atomic
def reject_payout(*, payout: Payout, by: User, reason: str, now: datetime) -> Payout:
    """Somebody refuses it; the money is available again, and the person reads why."""
    payout = locked(payout)
    require(can_review_payout, by, payout)
    if payout.state != PayoutState.IN_REVIEW:
        raise WrongState(_("This payout does not wait for a check."))
    give_back(payout, by=by, reason=reason, now=now)
    audit.record(
        by=by,
        action="payments.refuse_payout",
        now=now,
        subject=payout,
        person=payout.user,
        reason=reason,
        changed={"state": (PayoutState.IN_REVIEW.value, PayoutState.CANCELLED.value)},
    )
    return payout


@transaction.atomic
def escalate_review(*, payout: Payout, now: datetime) -> Payout:
    """The promised time is over: say so to those who can decide, once."""
    payout = locked(payout)
    is_late = payout.review_by is not None and payout.review_by <= now
    if payout.state == PayoutState.IN_REVIEW and is_late and payout.escalated_at is None:
        payout.escalated_at = now
        payout.save(update_fields=["escalated_at"])
        remember(payout, kind="review_late", came_from=payout.state, by=None, now=now)
        publish(events.PayoutReviewLate(payout_id=payout.pk))
    return payout


def reasons_for(payout: Payout, now: datetime) -> list[str]:
    """Why a person must look first; words of the policy, none if nobody must."""
    policy = current_policy(now)
    limit = policy.payout_review_above_minor  # in rupiah
    earlier = Payout.objects.filter(user=payout.user_id, state=PayoutState.PAID)
    to_here = earlier.filter(destination=payout.destination_id)
    reasons = {
        "other_currency": payout.currency != HOME,
        "large_amount": payout.currency == HOME and payout.amount_minor > limit,
        "name_differs": payout.name_match == NameMatch.DIFFERS,
        "first_payout": policy.is_first_payout_reviewed and not earlier.exists(),
        "new_destination": policy.is_new_destination_reviewed and not to_here.exists(),
    }
    return [word for word, applies in reasons.items() if applies]
