"""The facets of a search: what each option would bring, and what to let go of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Category
from accounts.search.named import Named, regions_in, rows_of_counts, skill_of
from accounts.search.names import name_of
from core.search.asked import Search
from core.search.bands import band_label, in_band
from core.search.counting import Counts, Ground, Wish, Words, count_at_most, option_of
from core.search.counting import count as count_in
from core.search.facets import (
    Facet,
    Options,
    Relaxation,
    all_of,
    in_place,
    make_facet,
    relaxations,
)
from core.search.groups import in_groups
from core.search.ways import Order
from projects.models import Opening, OpenSkill
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

ORDER = Order(key="published_at", most=5000, most_of_facet=3000, is_time=True)


def tests_of(search: Search, now: datetime) -> dict[str, Q]:
    """The condition of each facet in use."""
    return {name: _test(name, getattr(search, name), now) for name in search.chosen}


def _test(name: str, value: str, now: datetime) -> Q:
    return _TESTS[name](value, now) if name in _TESTS else Q(**{name: value})


def _has_skill(value: str) -> Q:
    return Q(skill_ids__contains=[skill_of(value)])


def _in_region(value: str) -> Q:
    return Q(region_id__in=regions_in(value))


def _in_category(value: str) -> Q:
    number = Category.objects.filter(slug=value).values_list("pk", flat=True).first()
    return Q(category_id=number or 0)


def _with_bids(least: int, most: int | None) -> Q:
    return Q(bids_count__gte=least) if most is None else Q(bids_count__range=(least, most))


_TESTS: Mapping[str, Callable[[str, datetime], Q]] = {
    "category": lambda value, _now: _in_category(value),
    "skill": lambda value, _now: _has_skill(value),
    "region": lambda value, _now: _in_region(value),
    "place": lambda value, _now: Q(is_remote=value == "remote"),
    "budget": lambda value, _now: in_band("budget_max_minor", budget_bands()[value]),
    "posted": lambda value, now: Q(published_at__gte=now - timedelta(days=int(value))),
    "bids": lambda value, _now: _with_bids(*BIDS[value]),
    "client": lambda _value, _now: Q(is_client_verified=True),
}


@dataclass(frozen=True, slots=True)
class Look:
    """When somebody looks, at what was there by then, and for which skill if for any."""

    now: datetime
    as_of: Q
    skill: str

    @property
    def lists(self) -> Mapping[str, QuerySet[Any]]:
        """The openings of the skill, as they were published."""
        if not self.skill:
            return {}
        of_skill = OpenSkill.objects.filter(self.as_of, skill=skill_of(self.skill))
        in_order = of_skill.order_by("-published_at", "-project_id")
        return {"skill": in_order.values("project_id", "published_at")}


def count(words: Words, tests: Mapping[str, Q], look: Look, wish: Wish) -> Counts:
    """How many are found, without each condition in use, and with each option."""
    return count_in(_ground(look), words, tests, wish)


def _ground(look: Look) -> Ground:
    fixed = {
        name: option_of([(value, _test(name, value, look.now)) for value, _label in values])
        for name, values in _fixed().items()
    }
    named = {
        "category": F("category_id"),
        "region": F("region_id"),
        "skill": F("skill_ids"),
    }
    return Ground(
        rows=Opening.objects.all(),
        as_of=look.as_of,
        order=ORDER,
        lists=look.lists,
        options=named | fixed,
        several=("skill",),
        indexed=("skill",),
    )


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


def facets_of(search: ProjectSearch, counts: Counts, named: Named) -> list[Facet]:
    """Every facet with its options, the most frequent first (1 query for a name gone)."""
    known = {
        name: in_place(values, counts.of(name), is_growing=name == "posted")
        for name, values in _fixed().items()
    }
    known |= in_groups(rows_of_counts(counts.of, named, search.skill), search.region)
    return [
        make_facet(search, name, label, known.get(name, []), name_of, is_more=counts.is_least(name))
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
    search: ProjectSearch, tests: Mapping[str, Q], counts: Counts, shown: Sequence[Facet]
) -> list[Relaxation]:
    """What to drop so that something is found, the most fruitful first (1 query for words)."""
    everything = Opening.objects.filter(all_of(tests))
    return relaxations(search, counts, shown, lambda: count_at_most(ORDER, everything))
