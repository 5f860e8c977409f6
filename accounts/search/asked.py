"""What somebody looks for among the freelancers, as the address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Availability
from accounts.places import SPOKEN
from accounts.search.ranking import SCALE
from core.search.asked import Search
from core.search.bands import Band, bands

LABELS: Mapping[str, str | Promise] = {
    "category": _("Kind of work"),
    "skill": _("Skill"),
    "region": _("Region"),
    "place": _("Place"),
    "rate": _("Rate per hour"),
    "rating": _("Rating, few reviews count less"),
    "availability": _("Availability"),
    "answers": _("Answer time"),
    "language": _("Language"),
    "identity": _("Identity"),
    "newcomers": _("Newcomers"),
}
PLACES = {"remote": pgettext_lazy("place of work", "Also from a distance")}
RATINGS = {"4.5": _("4.5 and up"), "4": _("4 and up"), "3": _("3 and up")}
# Minutes within which half of the answers come.
ANSWERS = {"60": _("Within an hour"), "1440": _("Within a day"), "4320": _("Within three days")}
IDENTITIES = {"verified": _("Identity verified")}
NEWCOMERS = {"new": _("New, without a finished job")}
AVAILABLE = Availability.choices[:2]
ORDERS: Mapping[str, str | Promise] = {
    "relevance": pgettext_lazy("order", "Best match"),
    "rating": pgettext_lazy("order", "Best rated"),
    "rate": pgettext_lazy("order", "Lowest rate"),
    "newest": pgettext_lazy("order", "Newest"),
}
# Edges of the rate facet in major units, by the currency of the site.
_EDGES = {"IDR": (50_000, 100_000, 200_000, 400_000), "": (5, 10, 25, 50)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreelancerSearch(Search):
    """What somebody looks for among the freelancers."""

    FACETS: ClassVar[Sequence[str]] = tuple(LABELS)

    category: str = ""
    skill: str = ""
    region: str = ""
    place: str = ""
    rate: str = ""
    rating: str = ""
    availability: str = ""
    answers: str = ""
    language: str = ""
    identity: str = ""
    newcomers: str = ""

    @property
    def sorting(self) -> str:
        """The order asked for, else the best match."""
        return self.order or "relevance"


def read_search(asked: Mapping[str, str]) -> FreelancerSearch:
    """What an address asks for; whatever is unreadable is left out."""
    known = {
        "place": [*PLACES],
        "rate": [*rate_bands()],
        "rating": [*RATINGS],
        "availability": [value for value, _words in AVAILABLE],
        "answers": [*ANSWERS],
        "language": SPOKEN,
        "identity": [*IDENTITIES],
        "newcomers": [*NEWCOMERS],
        "order": [*ORDERS],
    }
    return FreelancerSearch.read(asked, SCALE, known)


def rate_bands() -> dict[str, Band]:
    """The bands of the rate facet, in major units of the currency of the site."""
    return bands(_EDGES.get(settings.DEFAULT_CURRENCY, _EDGES[""]))
