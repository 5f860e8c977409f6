"""Rails of payouts: which one takes a sum, in how many parts, when, and when it arrives."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import LimitReached
from core.money import Money, format_money
from payments.calendars import JAKARTA, is_working_day, midnight_after, working_day_from
from payments.providers.base import PayoutRail
from payments.services.registry import provider_named

MOST_PARTS = 4  # beyond it a rail for larger sums is taken, or the person asks again


def rail_for(*, provider: str, kind: str, amount: Money) -> PayoutRail:
    """The first rail of the provider that carries the sum in at most four transfers.

    Raises LimitReached, naming the most that goes at once, where none does.
    """
    rails = [
        one for one in provider_named(provider).payout_rails(amount.currency) if one.rail == kind
    ]
    for rail in rails:
        if rail.least <= amount and amount.minor <= rail.most.minor * MOST_PARTS:
            return rail
    most = max(rail.most.minor for rail in rails) * MOST_PARTS
    if amount.minor > most:
        text = _("At most %(most)s goes there at once.")
        raise LimitReached(text % {"most": format_money(Money(most, amount.currency))})
    least = min((rail.least for rail in rails), key=lambda one: one.minor)
    raise LimitReached(_("The least is %(least)s.") % {"least": format_money(least)})


def rail_named(*, provider: str, kind: str, channel: str, currency: str) -> PayoutRail | None:
    """The rail as the provider offers it now; None for one that it no longer has."""
    rails = provider_named(provider).payout_rails(currency)
    return next((one for one in rails if (one.rail, one.name) == (kind, channel)), None)


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
