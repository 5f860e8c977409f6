"""The facets of a search: what each option would bring, and what to let go of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import Category, Region, Skill
from core.money import Money, exponent_of, format_money
from core.search.facets import Choice, Facet, Relaxation, all_of, make_facet, relaxations
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

MOST_SKILLS = 12


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


def _in_band(code: str) -> Q:
    low, high = budget_bands()[code]
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    wanted = Q(currency=settings.DEFAULT_CURRENCY)
    if low is not None:
        wanted &= Q(budget_max_minor__gt=low * unit)
    return wanted if high is None else wanted & Q(budget_max_minor__lte=high * unit)


_TESTS: Mapping[str, Callable[[str, datetime], Q]] = {
    "category": lambda value, _now: Q(category__slug=value),
    "skill": lambda value, _now: _has_skill(value),
    "region": lambda value, _now: Q(region=value) | Q(region__province=value),
    "place": lambda value, _now: Q(is_remote=value == "remote"),
    "budget": lambda value, _now: _in_band(value),
    "posted": lambda value, now: Q(published_at__gte=now - timedelta(days=int(value))),
    "bids": lambda value, _now: _with_bids(*BIDS[value]),
    "client": lambda _value, _now: ~Q(client__verified_name=""),
}


def count(base: QuerySet[Project], tests: Mapping[str, Q], now: datetime) -> dict[str, int]:
    """How many are found, without each condition in use, and with each option of a fixed list."""
    wanted = {"total": all_of(tests)}
    wanted |= {f"without_{name}": all_of(tests, name) for name in tests}
    for name, values in _fixed().items():
        for i, (value, _label) in enumerate(values):
            wanted[f"{name}_{i}"] = all_of(tests, name) & _test(name, value, now)
    counts = {alias: Count("pk", filter=test) for alias, test in wanted.items()}
    return base.order_by().aggregate(**counts)


def _fixed() -> dict[str, list[tuple[str, str | Promise]]]:
    """The facets whose options are known beforehand, with their words."""
    return {
        "place": [*PLACES.items()],
        "kind": [*Kind.choices],
        "budget": [(code, _band_label(low, high)) for code, (low, high) in budget_bands().items()],
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


def _band_label(low: int | None, high: int | None) -> str:
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    least, most = (
        "" if edge is None else format_money(Money(edge * unit, settings.DEFAULT_CURRENCY))
        for edge in (low, high)
    )
    if not least:
        return _("Up to %(most)s") % {"most": most}
    if not most:
        return _("More than %(least)s") % {"least": least}
    return _("%(least)s to %(most)s") % {"least": least, "most": most}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is counted: the search, the postings with its words, the conditions of its facets."""

    search: ProjectSearch
    base: QuerySet[Project]
    tests: Mapping[str, Q]


def _grouped(
    search: ProjectSearch, base: QuerySet[Project], tests: Mapping[str, Q]
) -> Mapping[str, list[Choice]]:
    """Counts by category, skill and province, the most frequent first (1 query)."""
    name = F("name_id" if (get_language() or "en").startswith("id") else "name_en")
    province = Coalesce("province_id", "code"), Coalesce("province__name", "name")
    wanted = _Wanted(search, base, tests)
    groups = (
        _group(Category, "category", "project", (F("slug"), name), wanted),
        _group(Skill, "skill", "projects", (F("slug"), name), wanted)[:MOST_SKILLS],
        _group(Region, "region", "project", province, wanted),
    )
    found: dict[str, dict[str, Choice]] = {"category": {}, "skill": {}, "region": {}}
    for facet, value, label, count, _first in groups[0].union(*groups[1:], all=True):
        before = found[facet].get(value, (value, label, 0))
        found[facet][value] = (value, label, before[2] + count)
    return {facet: sorted(found[facet].values(), key=lambda c: -c[2]) for facet in found}


def _group(
    model: type[Category | Skill | Region],
    name: str,
    projects: str,
    words: tuple[Any, Any],
    wanted: _Wanted,
) -> QuerySet[Any, Any]:
    """Rows of the model with the number of found projects: (facet, value, label, count, …)."""
    inside = wanted.base.filter(all_of(wanted.tests, name)).order_by().values("pk")
    is_chosen = When(_value=getattr(wanted.search, name), then=1)
    rows: QuerySet[Any, Any] = QuerySet(model)
    counted: QuerySet[Any, Any] = (
        rows.filter(**{f"{projects}__in": inside})
        .annotate(_count=Count(projects))
        .annotate(
            _facet=Value(name, output_field=TextField()),
            _value=Cast(words[0], TextField()),
            _label=Cast(words[1], TextField()),
            _first=Case(is_chosen, default=0),
        )
        .order_by("-_first", "-_count", "_value")
        .values_list("_facet", "_value", "_label", "_count", "_first")
    )
    return counted


def facets_of(
    search: ProjectSearch,
    base: QuerySet[Project],
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
) -> list[Facet]:
    """Every facet with its options, the most frequent first (1 query, and 1 for a name gone)."""
    choices = {
        name: [(value, words, counts[f"{name}_{i}"]) for i, (value, words) in enumerate(known)]
        for name, known in _fixed().items()
    }
    choices |= _grouped(search, base, tests)
    return [make_facet(search, name, LABELS[name], choices[name], _name_of) for name in LABELS]


def _name_of(facet: str, value: str) -> str:
    """The words for an option that brings nothing, so that it can be taken back."""
    row: Category | Skill | Region | None = None
    if facet == "category":
        row = Category.objects.filter(slug=value).first()
    elif facet == "skill":
        row = Skill.objects.filter(slug=value).first()
    elif facet == "region":
        row = Region.objects.filter(code=value).first()
    return row.name if row else value


def in_words(search: ProjectSearch) -> str:
    """What is looked for, as a name for the search: its words and the options in use."""
    known = {name: dict(choices) for name, choices in _fixed().items()}
    options = [
        str(known.get(name, {}).get(value) or _name_of(name, value))
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
