"""Sending payouts: each part exactly once, one sender at a time, within what its rail allows."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.urls import reverse

from payments.calendars import midnight_after, start_of_day
from payments.models import Destination, Payout, PayoutPart
from payments.providers.base import Busy, Found, PayoutAsked, Refused, Status, Stuck, Unknown
from payments.selectors import is_stopped
from payments.services import cases, pace, postings
from payments.services.addresses import callback
from payments.services.payout_requests import cancel_payout, request_payout, retry_payout
from payments.services.payout_reviews import approve_payout, reject_payout
from payments.services.payout_steps import follow_parts, lock_part, move_part
from payments.services.registry import provider_named
from payments.services.steps import mark_tried
from payments.services.windows import arrives_at, opens_at, rail_named
from payments.states import MismatchKind, PartState, PayoutState

__all__ = [
    "apply",
    "approve_payout",
    "cancel_payout",
    "look_up",
    "look_up_part",
    "reject_payout",
    "request_payout",
    "retry_payout",
    "send",
    "send_part",
]
PATIENCE = timedelta(seconds=60)
_SENDABLE = {PayoutState.APPROVED, PayoutState.SUBMITTED, PayoutState.PROCESSING}
_UNSENT = {PartState.WAITING, PartState.SUBMITTED}
_COUNTED = {PartState.SUBMITTED, PartState.PROCESSING, PartState.PAID}


def send(*, payout_id: int, now: datetime) -> None:
    """Hand the parts of an approved payout to the provider, one after the other."""
    for pk in PayoutPart.objects.filter(payout=payout_id).values_list("pk", flat=True):
        send_part(part_id=pk, now=now)


def send_part(*, part_id: int, now: datetime) -> bool:
    """Hand one part to the provider, looking first whether it has it; safe to repeat.

    One sender at a time (a lease on the row), 60 seconds of patience after an unknown result, and
    always under the part's own key. False if the provider is busy with others: try again soon.
    Where it says that we ask too much, all of it rests, and this part is for the sweep.
    """
    part, is_busy = _lease(part_id, now)
    if part is None:
        return not is_busy
    provider = provider_named(part.provider)
    try:
        found = provider.fetch_payout(part.key, part.provider_reference)
        found = found or provider.create_payout(_asked(part), now=now)
    except Busy as busy:
        _put_down(part, busy, now)
    except Stuck as stuck:
        _hand_over(part, stuck.code, now)
    except Unknown:
        pass  # patience: the lease keeps others away, then it is looked up and sent once more
    except Refused as refusal:
        _refuse(part, refusal.code, now=now)
    else:
        pace.speed_up(part.provider, now=now)
        apply(part=part, found=found, now=now)
    return True


def look_up(*, payout_id: int, now: datetime) -> None:
    """Ask the provider how the parts of a payout stand."""
    for pk in PayoutPart.objects.filter(payout=payout_id).values_list("pk", flat=True):
        look_up_part(part_id=pk, now=now)


def look_up_part(*, part_id: int, now: datetime) -> None:
    """Ask the provider how one part stands, and write what moves forward."""
    part = PayoutPart.objects.get(pk=part_id)
    mark_tried(part, now)
    try:
        found = provider_named(part.provider).fetch_payout(part.key, part.provider_reference)
    except Busy as busy:
        pace.slow_down(provider=part.provider, seconds=busy.seconds, now=now)
        return
    except Stuck as stuck:
        PayoutPart.objects.filter(pk=part_id).update(tried_at=now)
        _hand_over(part, stuck.code, now)
        return
    except Unknown:
        return
    if found is not None:
        apply(part=part, found=found, now=now)


@transaction.atomic
def apply(*, part: PayoutPart, found: Found, now: datetime) -> None:
    """Write what the provider says about a part, if it moves forward."""
    part = lock_part(part.pk)
    if found.amount != part.amount:
        _report(part, "amount", found, now)
        return
    _STEPS[found.status](part, found, now)
    follow_parts(part.payout, now=now)


@transaction.atomic
def _lease(part_id: int, now: datetime) -> tuple[PayoutPart | None, bool]:
    """The part for this sender alone, if it may be sent now; and whether the provider is busy."""
    payout_id = PayoutPart.objects.values_list("payout_id", flat=True).get(pk=part_id)
    payout = (
        Payout.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(pk=payout_id, state__in=_SENDABLE)
        .first()
    )
    part = PayoutPart.objects.filter(pk=part_id, state__in=_UNSENT).first() if payout else None
    if payout is None or part is None or _rests(part, payout, now):
        return None, False
    part.payout = payout
    is_first = part.state == PartState.WAITING
    if is_first and not _may_go_now(part, now):
        return None, False
    if _is_busy(part, now):
        return None, True
    _take(part, now, is_first=is_first)
    return part, False


@transaction.atomic
def _put_down(part: PayoutPart, busy: Busy, now: datetime) -> None:
    """Nothing was done: nobody holds the part any more, and the provider is asked less."""
    PayoutPart.objects.filter(pk=part.pk, state=PartState.SUBMITTED).update(leased_until=None)
    pace.slow_down(provider=part.provider, seconds=busy.seconds, now=now)


def _rests(part: PayoutPart, payout: Payout, now: datetime) -> bool:
    """Whether another sender has it, or its person's payouts are stopped and it has not left."""
    is_leased = part.leased_until is not None and part.leased_until > now
    return is_leased or (part.state == PartState.WAITING and is_stopped(payout.user_id))


def _take(part: PayoutPart, now: datetime, *, is_first: bool) -> None:
    lease: dict[str, Any] = {
        "tried_at": now,
        "leased_until": now + PATIENCE,
        "attempts": part.attempts + 1,
    }
    if is_first:
        move_part(part, PartState.SUBMITTED, now=now, submitted_at=now, **lease)
        follow_parts(part.payout, now=now)
        return
    for name, value in lease.items():
        setattr(part, name, value)
    part.save(update_fields=list(lease))


def _may_go_now(part: PayoutPart, now: datetime) -> bool:
    """Whether its rail is open and the day's cap of its destination has room; else when."""
    place = Destination.objects.get(pk=part.payout.destination_id)
    rail = rail_named(part.provider, place, part.channel, part.currency)
    if rail is None:
        return True
    later = opens_at(rail, now)
    if rail.per_day is not None and later <= now:
        place = Destination.objects.select_for_update(no_key=True).get(
            pk=part.payout.destination_id
        )
        sent = PayoutPart.objects.filter(
            payout__destination__institution=place.institution,
            payout__destination__account_number=place.account_number,
            channel=part.channel,
            currency=part.currency,
            state__in=_COUNTED,
            submitted_at__gte=start_of_day(now),
        ).aggregate(sum=Sum("amount_minor", default=0))["sum"]
        if sent and sent + part.amount_minor > rail.per_day.minor:
            later = opens_at(rail, midnight_after(now))
    if later > now:
        part.send_after, part.expected_at = later, arrives_at(rail, later)
    else:
        part.expected_at = arrives_at(rail, now)
    part.save(update_fields=["send_after", "expected_at"])
    return later <= now


def _is_busy(part: PayoutPart, now: datetime) -> bool:
    """Whether the provider rests, or as many senders as it now takes wait for its answers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payouts:{part.provider}"]
        )
    waiting = PayoutPart.objects.filter(provider=part.provider, leased_until__gt=now)
    allowed = pace.at_once(part.provider, most=int(settings.PAYOUTS_AT_ONCE), now=now)
    return waiting.exclude(pk=part.pk).count() >= allowed


def _asked(part: PayoutPart) -> PayoutAsked:
    place = Destination.objects.get(pk=part.payout.destination_id)
    return PayoutAsked(
        key=part.key,
        amount=part.amount,
        rail=place.rail,
        institution=place.institution,
        account_number=place.account_number,
        holder_name=place.holder_name,
        description=f"Karya {part.payout_id}",
        notify_url=callback(reverse("payments:webhook", args=[part.provider])),
    )


@transaction.atomic
def _refuse(part: PayoutPart, failure: str, *, now: datetime) -> None:
    part = lock_part(part.pk)
    if part.state == PartState.SUBMITTED:
        _fail(part, failure, now)
        follow_parts(part.payout, now=now)


def _processing(part: PayoutPart, found: Found, now: datetime) -> None:
    if part.state == PartState.SUBMITTED:
        reference = found.reference
        move_part(
            part, PartState.PROCESSING, now=now, provider_reference=reference, leased_until=None
        )


def _paid(part: PayoutPart, found: Found, now: datetime) -> None:
    if part.state not in {PartState.SUBMITTED, PartState.PROCESSING}:
        return
    move_part(
        part,
        PartState.PAID,
        now=now,
        provider_reference=found.reference,
        paid_at=found.settled_at or now,
        leased_until=None,
        settled_in_id=postings.payout_paid(part, cost=found.cost).transfer_id,
    )


def _failed(part: PayoutPart, found: Found, now: datetime) -> None:
    if part.state in {PartState.SUBMITTED, PartState.PROCESSING}:
        _fail(part, found.failure, now)
    elif part.state == PartState.PAID:
        _report(part, str(found.status), None, now)


def _returned(part: PayoutPart, found: Found, now: datetime) -> None:
    """Back after it was paid; where we had not heard that it was paid, it simply failed."""
    if part.state in {PartState.SUBMITTED, PartState.PROCESSING}:
        _fail(part, found.failure, now)
    elif part.state == PartState.PAID:
        move_part(part, PartState.RETURNED, now=now, failure=found.failure[:60], returned_at=now)
        postings.payout_returned(part)


def _fail(part: PayoutPart, failure: str, now: datetime) -> None:
    settled = postings.payout_back(part).transfer_id
    move_part(
        part,
        PartState.FAILED,
        now=now,
        failure=failure[:60],
        leased_until=None,
        settled_in_id=settled,
    )


@transaction.atomic
def _hand_over(part: PayoutPart, code: str, now: datetime) -> None:
    """Nobody can say where the money of a part is: a person finds out, and we go on asking."""
    part = lock_part(part.pk)
    if part.is_underway:
        _report(part, f"stuck: {code}", None, now)


def _report(part: PayoutPart, what: str, found: Found | None, now: datetime) -> None:
    """A person looks at what contradicts our row; nothing moves."""
    cases.report(
        kind=MismatchKind.RESULT,
        key=f"payout-part:{part.pk}:{what}",
        provider=part.provider,
        payin=None,
        subject=f"payout {part.payout_id}, {what}",
        expected=part.amount,
        received=found.amount if found else None,
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
