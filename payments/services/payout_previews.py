"""What a payout would be, before it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.errors import DomainError
from core.money import Money
from payments.models import Destination, Payout
from payments.services.payout_requests import check_request
from payments.services.payout_reviews import reasons_for
from payments.services.routes import Route, route_to
from payments.words import reason_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The way that it takes, and why a person would look at it first (words; none if nobody)."""

    route: Route
    review_reasons: list[str]

    @property
    def review_text(self) -> str:
        """Why a person would look at it first, as sentences."""
        return " ".join(reason_in_words(word) for word in self.review_reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a sum would go to one place; where it cannot, `why_not` is a sentence."""

    place: Destination
    route: Route | None = None
    why_not: str = ""


def ways_to(places: Iterable[Destination], amount: Money, now: datetime) -> list[Way]:
    """How a sum would go to each of these places."""
    return [_way_to(place, amount, now) for place in places]


def _way_to(place: Destination, amount: Money, now: datetime) -> Way:
    try:
        return Way(place=place, route=route_to(place, amount, now))
    except DomainError as error:
        return Way(place=place, why_not=error.message)


def preview_payout(*, by: User, amount: Money, destination: Destination, now: datetime) -> Preview:
    """How a payout would go if it were asked for now; nothing is written.

    Raises what `request_payout` raises.
    """
    check_request(by, amount, destination, now)
    would_be = Payout(
        user=by,
        destination=destination,
        currency=amount.currency,
        amount_minor=amount.minor,
        name_match=destination.name_match,
    )
    return Preview(
        route=route_to(destination, amount, now), review_reasons=reasons_for(would_be, now)
    )
