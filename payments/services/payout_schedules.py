"""Payouts that happen by themselves: when the next one is due, and what a run does."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, InvalidInput, LimitReached
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from core.zones import zone_named
from payments import events
from payments.earmarks import free_of
from payments.models import Destination, Payout, PayoutSchedule
from payments.policies import can_use_destination
from payments.selectors import least_payout, obstacle
from payments.services.payout_requests import request_payout
from payments.states import Cadence, PayoutState

HOUR = time(9)
QUIET = {"below_threshold", "below_least"}
FARTHEST = timedelta(days=32)  # a plan farther off was made by a clock that was wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a person wishes. Weekdays count from Monday as 0; a day that a month lacks is its last.

    `threshold_minor` is in minor units of the schedule's currency: less than that is not sent.
    Payouts by threshold need one; for a day of the week or month it is a wish.
    """

    cadence: str
    destination: Destination | None = None
    weekday: int | None = None
    month_day: int | None = None
    threshold_minor: int | None = None


@transaction.atomic
def save_schedule(*, by: User, currency: str, plan: Plan, now: datetime) -> PayoutSchedule:
    """Pay available money of a currency out by itself, or stop doing so (`manual`).

    Runs are at nine in the morning where the person is. Raises InvalidInput for what is missing
    or out of range.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    known = PayoutSchedule.objects.select_for_update(of=("self",))
    schedule = known.filter(user=by, currency=currency).first()
    schedule = schedule or PayoutSchedule(user=by, currency=currency)
    schedule.cadence, schedule.changed_at, schedule.last_skip = Cadence(plan.cadence), now, ""
    is_manual = plan.cadence == Cadence.MANUAL
    schedule.destination = None if is_manual else plan.destination
    schedule.weekday = plan.weekday if plan.cadence == Cadence.WEEKLY else None
    schedule.month_day = plan.month_day if plan.cadence == Cadence.MONTHLY else None
    schedule.threshold_minor = None if is_manual else plan.threshold_minor
    _check(schedule, by, now)
    schedule.next_at = next_run(schedule, by, now)
    schedule.save()
    return schedule


@transaction.atomic
def run_schedule(*, schedule: PayoutSchedule, now: datetime) -> Payout | None:
    """Ask for the payout that is due, once for its day; or note why not. Safe to repeat.

    However late it runs, one payout is made for all that was missed. The person hears of a reason
    once, until it changes; that little has come together is no news.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=schedule.user_id)
    schedule = PayoutSchedule.objects.select_for_update(of=("self",)).get(pk=schedule.pk)
    if schedule.next_at is None:
        return None
    if schedule.next_at > now:
        if schedule.next_at > now + FARTHEST:
            schedule.next_at = next_run(schedule, person, now)
            schedule.save(update_fields=["next_at"])
        return None
    payout, skip = _pay(schedule, person, now)
    is_news = bool(skip) and skip not in QUIET | {schedule.last_skip}
    schedule.last_at, schedule.last_skip = now, skip
    schedule.next_at = next_run(schedule, person, now)
    schedule.save(update_fields=["last_at", "last_skip", "next_at"])
    if is_news:
        publish(events.ScheduledPayoutSkipped(schedule_id=schedule.pk))
    return payout


def next_run(schedule: PayoutSchedule, person: User, after: datetime) -> datetime | None:
    """The first run after a moment, at nine in the morning where the person is."""
    if schedule.cadence == Cadence.MANUAL:
        return None
    zone = zone_named(person.timezone)
    day = after.astimezone(zone).date()
    while not _is_due(schedule, day) or datetime.combine(day, HOUR, zone) <= after:
        day += timedelta(days=1)
    return datetime.combine(day, HOUR, zone)


def why_not(schedule: PayoutSchedule, person: User, amount: Money, now: datetime) -> str:
    """A word of `words.SKIPS` for what keeps a run of that moment back; empty for nothing."""
    place, threshold = schedule.destination, schedule.threshold
    if place is None or place.retired_at is not None:
        return "no_destination"
    waits = Payout.objects.filter(user=person, state=PayoutState.IN_REVIEW).exists()
    stands = obstacle(person, place, now)
    if stands in {"stopped", "debt"}:  # these hold whatever there is
        return stands
    reasons = {
        "below_threshold": threshold is not None and amount < threshold,
        "below_least": amount < least_payout(schedule.currency, now),
        "in_review": waits,
        "came_back": _came_back(schedule, place),
    }
    return next((word for word, applies in reasons.items() if applies), stands)


def _came_back(schedule: PayoutSchedule, place: Destination) -> bool:
    """Whether the last payout there came back, and the person has not chosen the place since."""
    last = Payout.objects.filter(user=schedule.user_id, destination=place).order_by("-pk").first()
    if last is None or last.created_at < schedule.changed_at:
        return False
    return last.state in {PayoutState.FAILED, PayoutState.RETURNED}


def _is_due(schedule: PayoutSchedule, day: date) -> bool:
    if schedule.cadence == Cadence.WEEKLY:
        return day.weekday() == schedule.weekday
    if schedule.cadence == Cadence.MONTHLY:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(schedule.month_day or 1, last)
    return True


def _pay(schedule: PayoutSchedule, person: User, now: datetime) -> tuple[Payout | None, str]:
    """The payout of this run, or the word for why there is none."""
    assert schedule.next_at is not None
    due = schedule.next_at.astimezone(zone_named(person.timezone)).date()
    key = f"schedule:{schedule.pk}:{due.isoformat()}"
    known = Payout.objects.filter(user=person, request_key=key).first()
    if known is not None:
        return known, ""
    amount = _available(person, schedule.currency)
    skip = why_not(schedule, person, amount, now)
    return (None, skip) if skip else _ask(schedule, person, amount, key, now)


def _ask(
    schedule: PayoutSchedule, person: User, amount: Money, key: str, now: datetime
) -> tuple[Payout | None, str]:
    assert schedule.destination is not None
    payout, skip = None, ""
    try:
        with transaction.atomic():
            payout = request_payout(
                by=person,
                amount=amount,
                destination=schedule.destination,
                idempotency_key=key,
                now=now,
            )
    except LimitReached:
        skip = "too_much"
    except DomainError:
        skip = "refused"
    return payout, skip


def _available(person: User, currency: str) -> Money:
    minor = free_of(person, currency).minor
    return Money(minor - minor % smallest_step(currency), currency)


def _check(schedule: PayoutSchedule, by: User, now: datetime) -> None:
    if schedule.cadence == Cadence.MANUAL:
        return
    if schedule.destination is None:
        raise InvalidInput(_("Choose where the money should go."))
    require(can_use_destination, by, schedule.destination)
    if schedule.cadence == Cadence.WEEKLY and schedule.weekday not in range(7):
        raise InvalidInput(_("Choose a day of the week."))
    if schedule.cadence == Cadence.MONTHLY and schedule.month_day not in range(1, 32):
        raise InvalidInput(_("Choose a day of the month."))
    if schedule.threshold is not None or schedule.cadence == Cadence.THRESHOLD:
        _check_threshold(schedule, now)


def _check_threshold(schedule: PayoutSchedule, now: datetime) -> None:
    amount, least = schedule.threshold, least_payout(schedule.currency, now)
    if amount is None or amount < least or amount.minor % smallest_step(schedule.currency):
        raise InvalidInput(_("Choose an amount that is not below the least payout."))
