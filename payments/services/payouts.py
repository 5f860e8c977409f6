"""Payouts: money leaves the earnings when asked for, and a provider sends it exactly once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.money import Money, format_money, smallest_step
from core.policies import require
from payments import events
from payments.earmarks import beyond_free, jars_of
from payments.models import Destination, Payout
from payments.policies import can_cancel_payout, can_review_payout, can_use_destination
from payments.providers.base import Found, PayoutAsked, Refused, Status, Unknown
from payments.selectors import HOME, current_policy, least_payout
from payments.services import cases, postings
from payments.services.addresses import callback
from payments.services.keys import fresh_key
from payments.services.registry import provider_for_payouts, provider_named
from payments.services.steps import locked, remember, take_step
from payments.states import MismatchKind, PayoutState

PATIENCE = timedelta(seconds=60)


@transaction.atomic
def request_payout(
    *, by: User, amount: Money, destination: Destination, idempotency_key: str, now: datetime
) -> Payout:
    """Ask for money to be sent to a destination; the same key answers with the same payout.

    The amount leaves the available earnings at once. Raises InvalidInput for a wrong amount or a
    key used for something else, LimitReached when it is less than the least or more than is free
    (available and not set aside), WrongState while the destination still waits.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # one request at a time
    known = Payout.objects.filter(user=by, request_key=idempotency_key).first()
    if known is not None:
        if (known.amount, known.destination_id) != (amount, destination.pk):
            raise InvalidInput(_("This key was used for another payout."))
        return known
    _check(by, amount, destination, now)
    payout = Payout.objects.create(
        user=by,
        destination=destination,
        request_key=idempotency_key,
        provider=provider_for_payouts(amount.currency, destination.rail).name,
        key=fresh_key("po"),
        currency=amount.currency,
        amount_minor=amount.minor,
        created_at=now,
    )
    payout.held_in_id = postings.payout_held(payout).transfer_id
    payout.save(update_fields=["held_in"])
    remember(payout, kind="requested", by=by, now=now)
    publish(events.PayoutRequested(payout_id=payout.pk))
    _decide_review(payout, now)
    return payout


@transaction.atomic
def approve_payout(*, payout: Payout, by: User, now: datetime) -> Payout:
    """A moderator has looked at it: it may be sent."""
    payout = locked(payout)
    require(can_review_payout, by, payout)
    if payout.state == PayoutState.IN_REVIEW:
        take_step(payout, PayoutState.APPROVED, by=by, now=now, reviewed_by=by)
        publish(events.PayoutApproved(payout_id=payout.pk))
    elif payout.reviewed_by_id is None:
        raise WrongState(_("This payout does not wait for a check."))
    return payout


@transaction.atomic
def reject_payout(*, payout: Payout, by: User, reason: str, now: datetime) -> Payout:
    """A moderator refuses it; the money is available again, and the person reads why."""
    payout = locked(payout)
    require(can_review_payout, by, payout)
    if payout.state != PayoutState.IN_REVIEW:
        raise WrongState(_("This payout does not wait for a check."))
    _give_back(payout, by=by, reason=reason, now=now)
    return payout


@transaction.atomic
def cancel_payout(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Take a request back before it is sent; the money is available again."""
    payout = locked(payout)
    require(can_cancel_payout, by, payout)
    if payout.state != PayoutState.CANCELLED:
        _give_back(payout, by=by, reason="", now=now)
    return payout


def send(*, payout_id: int, now: datetime) -> None:
    """Hand one approved payout to the provider, looking first whether it has it; safe to repeat.

    One sender at a time (a lease on the row), 60 seconds of patience after an unknown result, and
    always under the payout's own key.
    """
    payout = _lease(payout_id, now)
    if payout is None:
        return
    provider = provider_named(payout.provider)
    try:
        found = provider.fetch_payout(payout.key, payout.provider_reference)
        found = found or provider.create_payout(_asked(payout), now=now)
    except Unknown:
        return
    except Refused as refusal:
        _refuse(payout, refusal.code, now=now)
        return
    apply(payout=payout, found=found, now=now)


def look_up(*, payout_id: int, now: datetime) -> None:
    """Ask the provider how a payout stands, and write what moves forward."""
    payout = Payout.objects.get(pk=payout_id)
    try:
        found = provider_named(payout.provider).fetch_payout(payout.key, payout.provider_reference)
    except Unknown:
        return
    Payout.objects.filter(pk=payout_id).update(tried_at=now)
    if found is not None:
        apply(payout=payout, found=found, now=now)


@transaction.atomic
def apply(*, payout: Payout, found: Found, now: datetime) -> None:
    """Write what the provider says about a payout, if it moves forward."""
    payout = locked(payout)
    if found.amount != payout.amount:
        cases.report(
            kind=MismatchKind.RESULT,
            key=f"payout:{payout.pk}:amount",
            provider=payout.provider,
            payin=None,
            subject=f"payout {payout.pk}",
            expected=payout.amount,
            received=found.amount,
            now=now,
        )
        return
    _STEPS[found.status](payout, found, now)


def _check(by: User, amount: Money, destination: Destination, now: datetime) -> None:
    require(can_use_destination, by, destination)
    if amount.minor <= 0 or amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Use whole amounts above zero."))
    if destination.usable_at > now:
        raise WrongState(_("This destination is new. You can use it after the waiting time."))
    least = least_payout(amount.currency, now)
    if amount < least:
        raise LimitReached(_("The least is %(least)s.") % {"least": format_money(least)})
    jars = jars_of(by, amount.currency)
    if jars.free < amount:
        raise LimitReached(beyond_free(jars))


def _decide_review(payout: Payout, now: datetime) -> None:
    reason = _review_reason(payout, now)
    if reason:
        take_step(
            payout, PayoutState.IN_REVIEW, by=None, now=now, reason=reason, review_reason=reason
        )
        publish(events.PayoutReviewNeeded(payout_id=payout.pk))
    else:
        take_step(payout, PayoutState.APPROVED, by=None, now=now)
        publish(events.PayoutApproved(payout_id=payout.pk))


def _review_reason(payout: Payout, now: datetime) -> str:
    """Why a person must look first; a word of the policy, empty if nobody must."""
    policy = current_policy(now)
    earlier = Payout.objects.filter(user=payout.user_id, state=PayoutState.PAID)
    to_here = earlier.filter(destination=payout.destination_id)
    reasons = {
        "other_currency": payout.currency != HOME,
        "large_amount": payout.amount_minor > policy.payout_review_above_minor,
        "first_payout": policy.is_first_payout_reviewed and not earlier.exists(),
        "new_destination": policy.is_new_destination_reviewed and not to_here.exists(),
    }
    return next((word for word, applies in reasons.items() if applies), "")


def _give_back(payout: Payout, *, by: User, reason: str, now: datetime) -> None:
    take_step(payout, PayoutState.CANCELLED, by=by, now=now, reason=reason, failure=reason[:60])
    postings.payout_back(payout)
    publish(events.PayoutCancelled(payout_id=payout.pk))


@transaction.atomic
def _lease(payout_id: int, now: datetime) -> Payout | None:
    payout = (
        Payout.objects.select_related("destination")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(pk=payout_id, state__in=[PayoutState.APPROVED, PayoutState.SUBMITTED])
        .first()
    )
    if payout is None or (payout.leased_until and payout.leased_until > now):
        return None
    lease: dict[str, Any] = {
        "tried_at": now,
        "leased_until": now + PATIENCE,
        "attempts": payout.attempts + 1,
    }
    if payout.state == PayoutState.APPROVED:
        take_step(payout, PayoutState.SUBMITTED, by=None, now=now, submitted_at=now, **lease)
    else:
        for name, value in lease.items():
            setattr(payout, name, value)
        payout.save(update_fields=list(lease))
    return payout


def _asked(payout: Payout) -> PayoutAsked:
    return PayoutAsked(
        key=payout.key,
        amount=payout.amount,
        rail=payout.destination.rail,
        institution=payout.destination.institution,
        account_number=payout.destination.account_number,
        holder_name=payout.destination.holder_name,
        description=f"Karya {payout.pk}",
        notify_url=callback(reverse("payments:webhook", args=[payout.provider])),
    )


@transaction.atomic
def _refuse(payout: Payout, failure: str, *, now: datetime) -> None:
    payout = locked(payout)
    if payout.state == PayoutState.SUBMITTED:
        _fail(payout, failure, now)


def _processing(payout: Payout, found: Found, now: datetime) -> None:
    if payout.state == PayoutState.SUBMITTED:
        take_step(
            payout,
            PayoutState.PROCESSING,
            by=None,
            now=now,
            provider_reference=found.reference,
            leased_until=None,
        )


def _paid(payout: Payout, found: Found, now: datetime) -> None:
    if payout.state in {PayoutState.SUBMITTED, PayoutState.PROCESSING}:
        take_step(
            payout,
            PayoutState.PAID,
            by=None,
            now=now,
            provider_reference=found.reference,
            paid_at=found.settled_at or now,
            leased_until=None,
        )
        postings.payout_paid(payout, cost=found.cost)
        publish(events.PayoutPaid(payout_id=payout.pk))


def _failed(payout: Payout, found: Found, now: datetime) -> None:
    if payout.state in {PayoutState.SUBMITTED, PayoutState.PROCESSING}:
        _fail(payout, found.failure, now)
    elif payout.state == PayoutState.PAID:
        _contradiction(payout, found, now)


def _returned(payout: Payout, found: Found, now: datetime) -> None:
    """Back after it was paid; where we had not heard that it was paid, it simply failed."""
    if payout.state in {PayoutState.SUBMITTED, PayoutState.PROCESSING}:
        _fail(payout, found.failure, now)
    elif payout.state == PayoutState.PAID:
        failure = found.failure
        take_step(
            payout, PayoutState.RETURNED, by=None, now=now, reason=failure, failure=failure[:60]
        )
        postings.payout_returned(payout)
        publish(events.PayoutReturned(payout_id=payout.pk))


def _fail(payout: Payout, failure: str, now: datetime) -> None:
    take_step(
        payout,
        PayoutState.FAILED,
        by=None,
        now=now,
        reason=failure,
        failure=failure[:60],
        leased_until=None,
    )
    postings.payout_back(payout)
    publish(events.PayoutFailed(payout_id=payout.pk))


def _contradiction(payout: Payout, found: Found, now: datetime) -> None:
    cases.report(
        kind=MismatchKind.RESULT,
        key=f"payout:{payout.pk}:{found.status}",
        provider=payout.provider,
        payin=None,
        subject=f"payout {payout.pk}",
        expected=payout.amount,
        received=None,
        now=now,
    )


_STEPS = {
    Status.WAITING: _processing,
    Status.PROCESSING: _processing,
    Status.DONE: _paid,
    Status.FAILED: _failed,
    Status.EXPIRED: _failed,
    Status.RETURNED: _returned,
}
