"""Finding open projects: words, facets with counts, orders, and pages by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Category, Region, Skill
from core.money import Money, exponent_of, format_money
from projects.models import Project
from projects.models.postings import Kind, PostingLanguage
from projects.search.asked import FACETS, LABELS, PLACES, POSTED, ProjectSearch, budget_bands
from projects.selectors import open_projects

A_PAGE = 20
MOST_SKILLS = 12
_Choice = tuple[str, str | Promise, int]
_LONGEST_NUMBER = 18  # digits that fit into BIGINT
_KEYS = {
    "relevance": ("_rank", "-"),
    "newest": ("published_at", "-"),
    "closing": ("expires_at", ""),
    "budget": ("_budget", "-"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a facet, how many projects it leaves, and the address that takes it."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str
    label: str | Promise
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A part of the search that could be dropped, and how many projects that would bring."""

    label: str | Promise
    value: str | Promise
    count: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results with what stands around it."""

    projects: list[Project]
    total: int
    facets: list[Facet]
    next_query: str
    relaxations: list[Relaxation]


def find_projects(search: ProjectSearch, now: datetime) -> Found:
    """One page of open projects, and the counts of every facet (4 queries, 5 without results)."""
    tests = _tests(search, now)
    counts = _counts(search, tests, now)
    page = list(_page(search, tests))
    facets = _facets(search, tests, counts)
    return Found(
        projects=page[:A_PAGE],
        total=counts["total"],
        facets=facets,
        next_query=_next(search, page[A_PAGE - 1]) if len(page) > A_PAGE else "",
        relaxations=_relaxations(search, tests, counts, facets) if not counts["total"] else [],
    )


def _tests(search: ProjectSearch, now: datetime) -> dict[str, Q]:
    """The condition of each facet in use."""
    return {name: _test(name, getattr(search, name), now) for name in search.chosen}


def _test(name: str, value: str, now: datetime) -> Q:
    match name:
        case "category":
            test = Q(category__slug=value)
        case "skill":
            having = Project.skills.through.objects.filter(skill__slug=value)
            test = Q(pk__in=having.values("project_id"))
        case "region":
            test = Q(region=value) | Q(region__province=value)
        case "place":
            test = Q(is_remote=value == "remote")
        case "budget":
            test = _in_band(value)
        case "posted":
            test = Q(published_at__gte=now - timedelta(days=int(value)))
        case _:
            test = Q(**{name: value})
    return test


def _in_band(code: str) -> Q:
    low, high = budget_bands()[code]
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    wanted = Q(currency=settings.DEFAULT_CURRENCY)
    if low is not None:
        wanted &= Q(budget_max_minor__gt=low * unit)
    return wanted if high is None else wanted & Q(budget_max_minor__lte=high * unit)


def _others(tests: Mapping[str, Q], name: str = "") -> Q:
    """All conditions, or all but one."""
    return reduce(and_, (test for other, test in tests.items() if other != name), Q())


def _words(search: ProjectSearch) -> QuerySet[Project]:
    """Open projects that mention the words, in either language."""
    projects = open_projects()
    return projects.filter(search=_tsquery(search.q)) if search.q else projects


def _tsquery(words: str) -> SearchQuery:
    return SearchQuery(words, config="indonesian", search_type="websearch") | SearchQuery(
        words, config="english", search_type="websearch"
    )


def _page(search: ProjectSearch, tests: Mapping[str, Q]) -> QuerySet[Project]:
    key, sign = _KEYS[search.sorting]
    projects = _words(search).filter(_others(tests)).defer("search", "skill_words")
    # Whole numbers, so that the place where a page ends can be named exactly.
    if key == "_rank":
        rank = SearchRank(F("search"), _tsquery(search.q)) * 1_000_000
        projects = projects.annotate(_rank=Cast(rank, IntegerField()))
    if key == "_budget":
        ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
        projects = projects.annotate(_budget=Coalesce(Case(ours), 0))
    found = projects.filter(_beyond(search)).order_by(f"{sign}{key}", f"{sign}pk")
    return found.prefetch_related("skills")[: A_PAGE + 1]


def _beyond(search: ProjectSearch) -> Q:
    """What comes after the last row of the page before; all, if that cannot be read."""
    key, sign = _KEYS[search.sorting]
    text, _tilde, pk = search.after.rpartition("~")
    value = _key_value(key, text)
    if value is None or not (pk.isascii() and pk.isdigit() and len(pk) <= _LONGEST_NUMBER):
        return Q()
    than = "lt" if sign else "gt"
    return Q(**{f"{key}__{than}e": value}) & (
        Q(**{f"{key}__{than}": value}) | Q(**{f"pk__{than}": int(pk)})
    )


def _key_value(key: str, text: str) -> datetime | int | None:
    try:
        if key in ("_rank", "_budget"):
            return int(text) if len(text) <= _LONGEST_NUMBER else None
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _next(search: ProjectSearch, last: Project) -> str:
    value = getattr(last, _KEYS[search.sorting][0])
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return search.query(after=f"{text}~{last.pk}")


def _counts(search: ProjectSearch, tests: Mapping[str, Q], now: datetime) -> dict[str, int]:
    """How many are found, without each condition in use, and with each option of a fixed list."""
    wanted = {"total": _others(tests)}
    wanted |= {f"without_{name}": _others(tests, name) for name in tests}
    for name, values in _fixed().items():
        for i, (value, _label) in enumerate(values):
            wanted[f"{name}_{i}"] = _others(tests, name) & _test(name, value, now)
    counts = {alias: Count("pk", filter=test) for alias, test in wanted.items()}
    return _words(search).order_by().aggregate(**counts)


def _fixed() -> dict[str, list[tuple[str, str | Promise]]]:
    """The facets whose options are known beforehand, with their words."""
    return {
        "place": [*PLACES.items()],
        "kind": [*Kind.choices],
        "budget": [(code, _band_label(low, high)) for code, (low, high) in budget_bands().items()],
        "posted": [*POSTED.items()],
        "language": [*PostingLanguage.choices],
    }


def _band_label(low: int | None, high: int | None) -> str:
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    least, most = (
        "" if edge is None else format_money(Money(edge * unit, settings.DEFAULT_CURRENCY))
        for edge in (low, high)
    )
    if not least:
        return str(_("Up to %(most)s") % {"most": most})
    if not most:
        return str(_("More than %(least)s") % {"least": least})
    return str(_("%(least)s to %(most)s") % {"least": least, "most": most})


def _grouped(search: ProjectSearch, tests: Mapping[str, Q]) -> Mapping[str, list[_Choice]]:
    """Counts by category, skill and province, the most frequent first (1 query)."""
    name = F("name_id" if (get_language() or "en").startswith("id") else "name_en")
    province = Coalesce("province_id", "code"), Coalesce("province__name", "name")
    groups = (
        _group(Category, "category", "project", (F("slug"), name), search, tests),
        _group(Skill, "skill", "projects", (F("slug"), name), search, tests)[:MOST_SKILLS],
        _group(Region, "region", "project", province, search, tests),
    )
    found: dict[str, dict[str, _Choice]] = {"category": {}, "skill": {}, "region": {}}
    for facet, value, label, count, _first in groups[0].union(*groups[1:], all=True):
        before = found[facet].get(value, (value, label, 0))
        found[facet][value] = (value, label, before[2] + count)
    return {facet: sorted(found[facet].values(), key=lambda c: -c[2]) for facet in found}


def _group(
    model: type[Category | Skill | Region],
    name: str,
    projects: str,
    words: tuple[Any, Any],
    search: ProjectSearch,
    tests: Mapping[str, Q],
) -> QuerySet[Any, Any]:
    """Rows of the model with the number of found projects: (facet, value, label, count, …)."""
    inside = _words(search).filter(_others(tests, name)).order_by().values("pk")
    is_chosen = When(_value=getattr(search, name), then=1)
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


def _facets(
    search: ProjectSearch, tests: Mapping[str, Q], counts: Mapping[str, int]
) -> list[Facet]:
    choices = {
        name: [(value, words, counts[f"{name}_{i}"]) for i, (value, words) in enumerate(known)]
        for name, known in _fixed().items()
    }
    choices |= _grouped(search, tests)
    return [_facet(search, name, choices[name]) for name in FACETS]


def _facet(search: ProjectSearch, name: str, choices: list[_Choice]) -> Facet:
    chosen = getattr(search, name)
    options = [
        Option(
            value=value,
            label=words,
            count=count,
            is_chosen=value == chosen,
            query=search.query(**{name: "" if value == chosen else value}),
        )
        for value, words, count in choices
        if count or value == chosen
    ]
    if chosen and not any(option.is_chosen for option in options):
        gone, label = search.query(**{name: ""}), _name_of(name, chosen)
        options.insert(0, Option(value=chosen, label=label, count=0, is_chosen=True, query=gone))
    return Facet(name=name, label=LABELS[name], options=options)


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


def _relaxations(
    search: ProjectSearch,
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
    facets: list[Facet],
) -> list[Relaxation]:
    """What to drop so that something is found, the most fruitful first."""
    ways = [
        Relaxation(
            label=facet.label,
            value=facet.chosen.label,
            count=counts[f"without_{facet.name}"],
            query=search.query(**{facet.name: ""}),
        )
        for facet in facets
        if facet.chosen
    ]
    if search.q:
        count = open_projects().filter(_others(tests)).count()
        ways.append(
            Relaxation(label=_("Words"), value=search.q, count=count, query=search.query(q=""))
        )
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)
