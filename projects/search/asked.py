"""What somebody looks for among the open projects, as the address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.search.asked import Search
from core.search.bands import Band, bands
from projects.models.postings import Kind, PostingLanguage
from projects.search.ranking import SCALE

LABELS: Mapping[str, str | Promise] = {
    "category": _("Kind of work"),
    "skill": _("Skill"),
    "region": _("Region"),
    "place": _("Place"),
    "kind": pgettext_lazy("kind of pay", "Paid"),
    "budget": _("Budget"),
    "posted": _("Posted"),
    "language": _("Written in"),
    "bids": _("Bids so far"),
    "client": _("Client"),
}
PLACES = {
    "remote": pgettext_lazy("place of work", "From anywhere"),
    "here": pgettext_lazy("place of work", "On the spot"),
}
POSTED = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}
BIDS: Mapping[str, tuple[int, int | None]] = {"0": (0, 0), "1-5": (1, 5), "6-": (6, None)}
CLIENTS = {"verified": _("Identity verified")}
ORDERS: Mapping[str, str | Promise] = {
    "relevance": pgettext_lazy("order", "Best match"),
    "newest": pgettext_lazy("order", "Newest"),
    "closing": pgettext_lazy("order", "Closing soon"),
    "budget": pgettext_lazy("order", "Highest budget"),
}
# Edges of the budget facet in major units, by the currency of the site.
_EDGES = {"IDR": (500_000, 2_000_000, 5_000_000, 20_000_000), "": (50, 200, 500, 2000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSearch(Search):
    """What somebody looks for among the open projects."""

    FACETS: ClassVar[Sequence[str]] = tuple(LABELS)

    category: str = ""
    skill: str = ""
    region: str = ""
    place: str = ""
    kind: str = ""
    budget: str = ""
    posted: str = ""
    language: str = ""
    bids: str = ""
    client: str = ""

    @property
    def sorting(self) -> str:
        """The order asked for, else the best match for words and the newest without."""
        if self.order == "relevance" and not self.q:
            return "newest"
        return self.order or ("relevance" if self.q else "newest")


def read_search(asked: Mapping[str, str]) -> ProjectSearch:
    """What an address asks for; whatever is unreadable is left out."""
    known = {
        "place": [*PLACES],
        "kind": Kind.values,
        "budget": [*budget_bands()],
        "posted": [*POSTED],
        "language": PostingLanguage.values,
        "bids": [*BIDS],
        "client": [*CLIENTS],
        "order": [*ORDERS],
    }
    return ProjectSearch.read(asked, SCALE, known)


def budget_bands() -> dict[str, Band]:
    """The bands of the budget facet, in major units of the currency of the site."""
    return bands(_EDGES.get(settings.DEFAULT_CURRENCY, _EDGES[""]))
