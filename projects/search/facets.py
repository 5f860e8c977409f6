"""The facets of a search: what each option would bring, and what to let go of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.search.names import by_words, name_of
from core.search.bands import band_label, in_band
from core.search.facets import (
    Choice,
    Facet,
    Options,
    Relaxation,
    all_of,
    count_all,
    counted,
    make_facet,
    relaxations,
)
from core.search.groups import choices
from projects.models import Project
from projects.models.postings import Kind, PostingLanguage
from projects.search.asked import (
    BIDS,
    CLIENTS,
    LABELS,
    PLACES,
    POSTED,
    ProjectSearch,
    budget_bands,
)
from projects.selectors import open_projects


def tests_of(search: ProjectSearch, now: datetime) -> dict[str, Q]:
    """The condition of each facet in use."""
    return {name: _test(name, getattr(search, name), now) for name in search.chosen}


def _test(name: str, value: str, now: datetime) -> Q:
    return _TESTS[name](value, now) if name in _TESTS else Q(**{name: value})


def _has_skill(value: str) -> Q:
    having = Project.skills.through.objects.filter(skill__slug=value)
    return Q(pk__in=having.values("project_id"))


def _with_bids(least: int, most: int | None) -> Q:
    return Q(bids_count__gte=least) if most is None else Q(bids_count__range=(least, most))


_TESTS: Mapping[str, Callable[[str, datetime], Q]] = {
    "category": lambda value, _now: Q(category__slug=value),
    "skill": lambda value, _now: _has_skill(value),
    "region": lambda value, _now: Q(region=value) | Q(region__province=value),
    "place": lambda value, _now: Q(is_remote=value == "remote"),
    "budget": lambda value, _now: in_band("budget_max_minor", budget_bands()[value]),
    "posted": lambda value, now: Q(published_at__gte=now - timedelta(days=int(value))),
    "bids": lambda value, _now: _with_bids(*BIDS[value]),
    "client": lambda _value, _now: ~Q(client__verified_name=""),
}


def count(base: QuerySet[Project], tests: Mapping[str, Q], now: datetime) -> dict[str, int]:
    """How many are found, without each condition in use, and with each option of a fixed list."""
    return count_all(base, tests, _fixed(), lambda name, value: _test(name, value, now))


def _fixed() -> Options:
    """The facets whose options are known beforehand, with their words."""
    return {
        "place": [*PLACES.items()],
        "kind": [*Kind.choices],
        "budget": [(code, band_label(band)) for code, band in budget_bands().items()],
        "posted": [*POSTED.items()],
        "language": [*PostingLanguage.choices],
        "bids": [(code, _bids_label(*edges)) for code, edges in BIDS.items()],
        "client": [*CLIENTS.items()],
    }


def _bids_label(least: int, most: int | None) -> str:
    if most == 0:
        return pgettext("bids", "None yet")
    if most is None:
        return _("%(least)s or more") % {"least": least}
    return _("%(least)s to %(most)s") % {"least": least, "most": most}


def _grouped(
    search: ProjectSearch, base: QuerySet[Project], tests: Mapping[str, Q]
) -> Mapping[str, list[Choice]]:
    """Counts by category, skill and region, the most frequent first (1 query)."""
    return choices(by_words(search, base, tests, ("project", "projects")), search.region)


def facets_of(
    search: ProjectSearch,
    base: QuerySet[Project],
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
) -> list[Facet]:
    """Every facet with its options, the most frequent first (1 query, and 1 for a name gone)."""
    known = counted(_fixed(), counts)
    known |= _grouped(search, base, tests)
    return [
        make_facet(search, name, label, known.get(name, []), name_of)
        for name, label in LABELS.items()
    ]


def in_words(search: ProjectSearch) -> str:
    """What is looked for, as a name for the search: its words and the options in use."""
    known = {name: dict(choices) for name, choices in _fixed().items()}
    options = [
        str(known.get(name, {}).get(value) or name_of(name, value))
        for name, value in ((name, getattr(search, name)) for name in search.chosen)
    ]
    return ", ".join([*filter(None, [search.q]), *options])[:100]


def relaxations_of(
    search: ProjectSearch,
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
    shown: Sequence[Facet],
) -> list[Relaxation]:
    """What to drop so that something is found, the most fruitful first (1 query for words)."""
    return relaxations(search, counts, shown, lambda: open_projects().filter(all_of(tests)).count())
