"""What the next automatic payout will be, as far as one can tell today."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.errors import DomainError, LimitReached
from core.money import Money, smallest_step
from payments.earmarks import free_of
from payments.fees import share
from payments.models import Destination, PayoutSchedule, SetAside
from payments.selectors import debts_of, paused_until, pending_earnings_of
from payments.services.payout_schedules import why_not
from payments.services.routes import route_to
from payments.words import skip_in_words, way_on_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The next run: when, how much as things stand, and what keeps it back (a word; or nothing).

    `until` is when that ends by itself, where the clock alone decides.
    """

    at: datetime
    amount: Money
    pause: str = ""
    until: datetime | None = None

    @property
    def pause_text(self) -> str:
        """Why nothing would be sent, as a sentence."""
        return skip_in_words(self.pause)

    @property
    def way_on(self) -> str:
        """What ends the pause, as a sentence."""
        return way_on_in_words(self.pause)


def outlook_of(schedule: PayoutSchedule | None, *, by: User, now: datetime) -> Outlook | None:
    """The next run of a person's schedule; None where payouts are made by hand only.

    The amount is what is free now and what becomes available until then, less the shares that are
    set aside of it; in the schedule's currency. What the run finds may differ: a payout by hand,
    a chargeback or another earning in between counts too. Where something keeps the run back,
    nothing is sent at all.
    """
    if schedule is None or schedule.next_at is None:
        return None
    amount = _expected(schedule, by)
    pause = why_not(schedule, by, amount, schedule.next_at) or _no_rail(schedule, amount)
    until = _until(schedule.destination, pause, by, now)
    return Outlook(at=schedule.next_at, amount=amount, pause=pause, until=until)


def _expected(schedule: PayoutSchedule, by: User) -> Money:
    """Free now and until the run, without what debts repay first; in whole steps."""
    currency, step = schedule.currency, smallest_step(schedule.currency)
    coming = pending_earnings_of(by).filter(currency=currency, available_at__lte=schedule.next_at)
    shares = list(
        SetAside.objects.filter(user=by, currency=currency, share_bps__gt=0).values_list(
            "share_bps", flat=True
        )
    )
    owed = sum(debt.outstanding.minor for debt in debts_of(by).filter(currency=currency))
    minor = free_of(by, currency).minor - owed
    for earning in coming:
        kept = sum(share(earning.left, bps).minor for bps in shares)
        minor += earning.left.minor - kept
    return Money(max(minor - minor % step, 0), currency)


def _no_rail(schedule: PayoutSchedule, amount: Money) -> str:
    """The word for a sum or a place that no rail serves."""
    assert schedule.destination is not None
    assert schedule.next_at is not None
    try:
        route_to(schedule.destination, amount, schedule.next_at)
    except LimitReached:
        return "too_much"
    except DomainError:
        return "refused"
    return ""


def _until(place: Destination | None, pause: str, by: User, now: datetime) -> datetime | None:
    if pause == "cooling_off" and place is not None:
        return place.usable_at
    return paused_until(by, now) if pause == "paused" else None
