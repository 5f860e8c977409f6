"""What somebody looks for among the open projects, as the address says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.postings import Kind, PostingLanguage
from projects.search.ranking import PUBLISHED, read_weights, write_weights

FACETS = ("category", "skill", "region", "place", "kind", "budget", "posted", "language", "bids")
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
}
PLACES = {
    "remote": pgettext_lazy("place of work", "From anywhere"),
    "here": pgettext_lazy("place of work", "On the spot"),
}
POSTED = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}
BIDS: Mapping[str, tuple[int, int | None]] = {"0": (0, 0), "1-5": (1, 5), "6-": (6, None)}
ORDERS: Mapping[str, str | Promise] = {
    "relevance": pgettext_lazy("order", "Best match"),
    "newest": pgettext_lazy("order", "Newest"),
    "closing": pgettext_lazy("order", "Closing soon"),
    "budget": pgettext_lazy("order", "Highest budget"),
}
# Edges of the budget facet in major units, by the currency of the site.
_EDGES = {"IDR": (500_000, 2_000_000, 5_000_000, 20_000_000), "": (50, 200, 500, 2000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSearch:
    """What somebody looks for; each part is also a parameter of the address."""

    q: str = ""
    category: str = ""
    skill: str = ""
    region: str = ""
    place: str = ""
    kind: str = ""
    budget: str = ""
    posted: str = ""
    language: str = ""
    bids: str = ""
    order: str = ""
    weights: str = ""
    after: str = ""

    @property
    def sorting(self) -> str:
        """The order asked for, else the best match for words and the newest without."""
        if self.order == "relevance" and not self.q:
            return "newest"
        return self.order or ("relevance" if self.q else "newest")

    @property
    def chosen(self) -> list[str]:
        """The facets in use."""
        return [name for name in FACETS if getattr(self, name)]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays when other words are searched for."""
        names = [*self.chosen, *(name for name in ("order", "weights") if getattr(self, name))]
        return [(name, getattr(self, name)) for name in names]

    @property
    def without_weights(self) -> list[tuple[str, str]]:
        """What stays when the weights change."""
        names = ["q", *self.chosen, "order"]
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.chosen)

    def query(self, **changes: str) -> str:
        """The address of this search with some parts changed, from its first page."""
        other = replace(self, **{"after": "", **changes})
        said = {f.name: getattr(other, f.name) for f in fields(other)}
        return "?" + urlencode({name: value for name, value in said.items() if value})


def read_search(asked: Mapping[str, str]) -> ProjectSearch:
    """What an address asks for; whatever is unreadable is left out."""
    said = {f.name: _plain(asked.get(f.name, "")) for f in fields(ProjectSearch)}
    known: dict[str, Iterable[str]] = {
        "place": PLACES,
        "kind": Kind.values,
        "budget": budget_bands(),
        "posted": POSTED,
        "language": PostingLanguage.values,
        "bids": BIDS,
        "order": ORDERS,
    }
    for name, values in known.items():
        if said[name] not in values:
            said[name] = ""
    said["weights"] = _weights(asked)
    return ProjectSearch(**said)


def _weights(asked: Mapping[str, str]) -> str:
    """Own weights, from the address or from the fields of the form."""
    numbers = {name: _plain(asked.get(f"weight_{name}", "")) for name in PUBLISHED}
    text = "~".join(f"{name}.{value}" for name, value in numbers.items() if value)
    return write_weights(read_weights(text or _plain(asked.get("weights", ""))))


def _plain(value: str) -> str:
    return " ".join(value.replace("\x00", "").split())[:200]


def budget_bands() -> dict[str, tuple[int | None, int | None]]:
    """The bands of the budget facet, in major units of the currency of the site."""
    edges = _EDGES.get(settings.DEFAULT_CURRENCY, _EDGES[""])
    pairs = zip((None, *edges), (*edges, None), strict=True)
    return {f"{low or 0}-{high or ''}": (low, high) for low, high in pairs}
