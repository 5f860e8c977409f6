"""Which rail carries a payout: the policy, in one place.

Of the rails that reach the bank or e-wallet and carry the sum in at most four transfers, those
count that arrive within four hours of the fastest. The cheapest of them is taken; among equals
the one that arrives first, and then the one with the fewest transfers. So BI-FAST (to Rp250
million, at any hour) carries what it can, RTGS (from Rp100 million, on working days until its
cut-off) the rest, and a larger sum too where one transfer there costs less than several.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import InvalidInput, LimitReached
from core.money import Money, format_money
from payments.models import Destination
from payments.providers.base import PayoutRail
from payments.services.registry import payout_rails_for
from payments.services.windows import parts_of, plan
from payments.words import CHANNELS

MOST_PARTS = 4  # each transfer more is one more that may come back
AS_FAST = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way for a sum: by whom, on which rail, and which transfer is handed over when."""

    provider: str
    rail: PayoutRail
    transfers: list[tuple[Money, datetime]]

    @property
    def name(self) -> str:
        """The rail as people here call it; empty where the provider has one only."""
        return CHANNELS.get(self.rail.name, "")

    @property
    def cost(self) -> Money:
        """What the provider keeps for it, which Karya bears."""
        each = self.rail.cost_fixed.minor if self.rail.cost_fixed else 0
        return Money(each * len(self.transfers), self.transfers[0][0].currency)

    @property
    def starts_at(self) -> datetime:
        """When the first transfer is handed over."""
        return self.transfers[0][1]

    @property
    def arrives_at(self) -> datetime:
        """When the last transfer should be there."""
        return self.transfers[-1][1] + self.rail.duration


def route_to(place: Destination, amount: Money, now: datetime) -> Route:
    """The way that a sum takes to a place, if it is asked for now.

    The first provider that carries the sum serves it. Raises InvalidInput where nobody pays out to
    such a place, and LimitReached, naming the limit, where the sum is too small or too large.
    """
    offers = [
        (provider.name, rail)
        for provider, rail in payout_rails_for(amount.currency, place.rail)
        if rail.reaches(place.institution)
    ]
    if not offers:
        raise InvalidInput(_("Payouts to this kind of destination are not offered."))
    for name in dict.fromkeys(name for name, _rail in offers):
        rails = [rail for owner, rail in offers if owner == name]
        if routes := list(_routes(name, rails, amount, now)):
            return _best(routes)
    raise LimitReached(_limit([rail for _name, rail in offers], amount))


def _routes(
    provider: str, rails: list[PayoutRail], amount: Money, now: datetime
) -> Iterator[Route]:
    for rail in rails:
        if rail.least <= amount and amount.minor <= rail.most.minor * MOST_PARTS:
            amounts = parts_of(amount, rail)
            moments = plan(rail, amounts, now)
            transfers = list(zip(amounts, moments, strict=True))
            yield Route(provider=provider, rail=rail, transfers=transfers)


def _best(routes: list[Route]) -> Route:
    first = min(route.arrives_at for route in routes)
    fast = [route for route in routes if route.arrives_at <= first + AS_FAST]
    return min(fast, key=lambda one: (one.cost.minor, one.arrives_at, len(one.transfers)))


def _limit(rails: list[PayoutRail], amount: Money) -> str:
    most = max(rail.most.minor for rail in rails) * MOST_PARTS
    if amount.minor > most:
        text = _("At most %(most)s goes there at once.")
        return text % {"most": format_money(Money(most, amount.currency))}
    least = min((rail.least for rail in rails), key=lambda one: one.minor)
    return _("The least is %(least)s.") % {"least": format_money(least)}
