"""Finding open projects: words, orders, and pages by key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.search.named import Keys, Named, keys_of, rows_of
from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, page_by
from core.search.ranking import Weights, Why
from core.search.turns import Turns
from core.search.wanted import Wanted
from core.search.ways import Way
from core.search.words import Term
from projects.models import KnownWord, Opening, Project
from projects.search import facets, ranking
from projects.search.asked import ProjectSearch
from projects.search.ranking import SCALE
from projects.selectors import open_projects

A_PAGE = 20
RANKED = 500  # the newest of what was found are put in order; older ones are found by date
_KEYS = {
    "newest": Key("published_at", is_moment=True),
    "closing": Key("expires_at", is_moment=True, is_downward=False),
    "budget": Key("_budget"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A posting that was found, and why it stands there where it was put in order."""

    project: Project
    why: Why | None = None
    is_kept_place: bool = False  # it stands there because the place is kept for newcomers


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results with what stands around it."""

    results: list[Result]
    total: int
    facets: list[Facet]
    next_query: str
    relaxations: list[Relaxation]
    instead: str = ""  # the words that were looked for, where those asked for bring nothing
    is_more: bool = False  # the total is the least that there are
    is_any: bool = False  # no posting has all the words, so these have some of them

    @property
    def has_older(self) -> bool:
        """Whether more was found than is put in order."""
        is_end = not self.next_query and bool(self.results)
        return is_end and self.results[0].why is not None and self.total > RANKED

    @property
    def projects(self) -> list[Project]:
        return [result.project for result in self.results]


def find_projects(search: ProjectSearch, now: datetime) -> Found:
    """One page of open projects, and the counts of every facet.

    4 queries: counts, who stands on the page, their postings, and the names of everything. Where
    nothing is found, a few more ask for other spellings, for some of the words, and for what to
    let go of.
    """
    tests = facets.tests_of(search, now)
    wanted, counts = Wanted.of(search.q).or_else(
        KnownWord, lambda words: facets.count(words.among, tests, now, has_words=words.has_words)
    )
    found = wanted.among(Opening.objects.filter(all_of(tests)))
    if counts.pks is not None:
        found = Opening.objects.filter(pk__in=counts.pks)
    way = counts.way if counts.pks is None else Way(facets.ORDER)
    page = _page(search, wanted, found, now, way) if counts["total"] else ([], "")
    places, next_query = page
    projects = {project.pk: project for project in _shown([place.pk for place in places])}
    named = _names(keys_of(counts.of, search.skill), projects.values(), places)
    shown = facets.facets_of(search, counts, named)
    relaxations = facets.relaxations_of(search, tests, counts, shown) if not counts["total"] else []
    return Found(
        results=[
            Result(project=projects[at.pk], why=at.why, is_kept_place=at.is_kept_place)
            for at in places
            if at.pk in projects
        ],
        total=counts["total"],
        is_more=counts.is_more,
        facets=shown,
        next_query=next_query,
        relaxations=relaxations,
        instead=wanted.instead,
        is_any=wanted.is_any,
    )


def count_published(search: ProjectSearch, *, since: datetime, until: datetime) -> int:
    """How many open projects that fit were published after `since` and until `until`."""
    return _fitting(search, until).filter(published_at__gt=since, published_at__lte=until).count()


def newest(search: ProjectSearch, now: datetime) -> list[Project]:
    """The newest twenty that fit, for a feed (2 queries)."""
    fitting = _fitting(search, now).order_by("-published_at", "-pk").values("pk")[:A_PAGE]
    rows = open_projects().filter(pk__in=fitting).order_by("-published_at", "-pk")
    return list(rows.defer("search", "skill_words").prefetch_related("skills"))


def _fitting(search: ProjectSearch, now: datetime) -> QuerySet[Opening]:
    """Every open project that has the words and passes the facets, as they are spelt."""
    fitting = Opening.objects.filter(all_of(facets.tests_of(search, now)))
    return Wanted.of(search.q).among(fitting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Who stands at a place of the page, and why."""

    pk: int
    skills: Sequence[int]
    why: Why | None = None
    is_kept_place: bool = False


def _page(
    search: ProjectSearch, wanted: Wanted, found: QuerySet[Opening], now: datetime, way: Way
) -> tuple[list[_At], str]:
    """The places of a page, and the address of the next (1 query)."""
    if search.sorting != "relevance":
        key = _KEYS[search.sorting]
        rows = _with_budget(found) if key.name == "_budget" else found
        lean = rows.only("pk", "skill_ids", *({key.name} - {"_budget"}))
        page, more = page_by(key, lean, search, A_PAGE)
        return [_At(pk=row.pk, skills=row.skill_ids) for row in page], more
    weights, turns = SCALE.read(search.weights), Turns.read(search.after, now)
    seen = way.first(found.filter(published_at__lte=turns.as_of), RANKED)
    ranked = _ranked(seen, wanted.weighed, weights, turns.as_of)
    in_turn, more = turns.page(ranked, search, A_PAGE)
    places = [
        _At(
            pk=turn.row.pk,
            skills=turn.row.skill_ids,
            why=SCALE.why(turn.row, weights),
            is_kept_place=turn.is_kept_place,
        )
        for turn in in_turn
    ]
    return places, more


def _shown(pks: Sequence[int]) -> Sequence[Project]:
    """The postings of a page with their clients, in no order (1 query)."""
    rows = Project.objects.filter(pk__in=pks).select_related("client__client_profile").order_by()
    return list(rows.defer("search", "skill_words")) if pks else []


def _names(keys: Keys, projects: Collection[Project], places: Sequence[_At]) -> Named:
    """All rows that the facets and the page name, the page's given to its postings (1 query)."""
    named = rows_of(
        categories=[*keys.categories, *(p.category_id for p in projects if p.category_id)],
        skills=[*keys.skills, *(pk for place in places for pk in place.skills)],
        regions=[*keys.regions, *(p.region_id for p in projects if p.region_id)],
        skill=keys.skill,
    )
    skills = {place.pk: place.skills for place in places}
    for project in projects:
        named.give(project, skills[project.pk])
    return named


def _with_budget(found: QuerySet[Opening]) -> QuerySet[Opening]:
    ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
    return found.annotate(_budget=Coalesce(Case(ours), 0))


def _ranked(
    seen: QuerySet[Opening], terms: Sequence[Term], weights: Weights, as_of: datetime
) -> list[SimpleNamespace]:
    """The newest of those seen as of a moment, each with its values and its score (1 query)."""
    values = {f"_{name}": value for name, value in ranking.values(terms, as_of).items()}
    valued = seen.annotate(**values, _is_new=ranking.is_new(as_of))
    rows = [SimpleNamespace(**row) for row in valued.values("pk", "skill_ids", "_is_new", *values)]
    for row in rows:
        row._score = SCALE.score(row, weights)  # noqa: SLF001 -- as in turns
    return rows
