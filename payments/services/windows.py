"""One rail of payouts: the parts of a sum, when each is handed over, and when it arrives."""

from datetime import datetime, timedelta

from core.money import Money
from payments.calendars import JAKARTA, is_working_day, midnight_after, working_day_from
from payments.models import Destination
from payments.providers.base import PayoutRail
from payments.services.registry import provider_named


def rail_named(provider: str, place: Destination, channel: str, currency: str) -> PayoutRail | None:
    """The rail as the provider offers it now; None for one that it no longer has."""
    for one in provider_named(provider).payout_rails(currency):
        if (one.rail, one.name) == (place.rail, channel) and one.reaches(place.institution):
            return one
    return None


def parts_of(amount: Money, rail: PayoutRail) -> list[Money]:
    """The sum in transfers of at most the rail's cap and at least its least."""
    full, rest = divmod(amount.minor, rail.most.minor)
    minors = [rail.most.minor] * full + ([rest] if rest else [])
    if full and 0 < rest < rail.least.minor:
        minors[-2] -= rail.least.minor - rest
        minors[-1] = rail.least.minor
    return [Money(minor, amount.currency) for minor in minors]


def opens_at(rail: PayoutRail, now: datetime) -> datetime:
    """When an order may be handed over: now, or when the rail opens next."""
    if rail.opens is None or rail.cut_off is None:
        return now
    local = now.astimezone(JAKARTA)
    if is_working_day(local.date()) and rail.opens <= local.time() < rail.cut_off:
        return now
    today = local.date()
    is_over = local.time() >= rail.cut_off
    day = working_day_from(today + timedelta(days=1) if is_over else today)
    return datetime.combine(day, rail.opens, JAKARTA)


def arrives_at(rail: PayoutRail, now: datetime) -> datetime:
    """When money arrives that is ready to be sent now."""
    return opens_at(rail, now) + rail.duration


def plan(rail: PayoutRail, amounts: list[Money], now: datetime) -> list[datetime]:
    """When each of several transfers to one place is handed over, as cut-off and cap allow."""
    moments: list[datetime] = []
    moment, today = opens_at(rail, now), 0
    for amount in amounts:
        if rail.per_day and today and today + amount.minor > rail.per_day.minor:
            moment, today = opens_at(rail, midnight_after(moment)), 0
        today += amount.minor
        moments.append(moment)
    return moments
