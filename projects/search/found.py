"""Finding open projects: words, orders, and pages by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, next_second
from core.search.ranking import Weights, Why, score
from core.search.wanted import Wanted
from core.search.words import Term
from projects.models import KnownWord, Project
from projects.search import facets, ranking
from projects.search.asked import ProjectSearch
from projects.search.ranking import SCALE
from projects.selectors import open_projects

A_PAGE = 20
RANKED = 500  # the newest of what was found are put in order; older ones are found by date
_KEYS = {
    "relevance": Key("_score", has_moment=True),
    "newest": Key("published_at", is_moment=True),
    "closing": Key("expires_at", is_moment=True, is_downward=False),
    "budget": Key("_budget"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A posting that was found, and why it stands there where it was put in order."""

    project: Project
    why: Why | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results with what stands around it."""

    results: list[Result]
    total: int
    facets: list[Facet]
    next_query: str
    relaxations: list[Relaxation]
    instead: str = ""  # the words that were looked for, where those asked for bring nothing
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

    4 queries; where nothing is found, a few more ask for other spellings, for some of the words,
    and for what to let go of.
    """
    tests = facets.tests_of(search, now)
    wanted = Wanted.of(search.q)
    counts = facets.count(wanted.among(open_projects()), tests, now)
    for other in () if counts["total"] else wanted.others(KnownWord):
        found = facets.count(other.among(open_projects()), tests, now)
        if found["total"]:
            wanted, counts = other, found
            break
    base = wanted.among(open_projects())
    page, next_query = _page(search, wanted, base.filter(all_of(tests)), now)
    shown = facets.facets_of(search, base, tests, counts)
    relaxations = facets.relaxations_of(search, tests, counts, shown) if not counts["total"] else []
    return Found(
        results=page,
        total=counts["total"],
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
    rows = _fitting(search, now).order_by("-published_at", "-pk").defer("search", "skill_words")
    return list(rows.prefetch_related("skills")[:A_PAGE])


def _fitting(search: ProjectSearch, now: datetime) -> QuerySet[Project]:
    """Every open project that has the words and passes the facets, as they are spelt."""
    base = Wanted.of(search.q).among(open_projects())
    return base.filter(all_of(facets.tests_of(search, now)))


def _page(
    search: ProjectSearch, wanted: Wanted, found: QuerySet[Project], now: datetime
) -> tuple[list[Result], str]:
    """The results of a page, and the address of the next."""
    key = _KEYS[search.sorting]
    weights = SCALE.read(search.weights)
    place = key.read(search.after)
    as_of = place.as_of if place and place.as_of else next_second(now)
    rows = list(
        _ordered_by(key.name, found, wanted.weighed, weights, as_of)
        .filter(place.beyond if place else Q())
        .order_by(*key.ordering)
        .defer("search", "skill_words")
        .prefetch_related("skills")[: A_PAGE + 1]
    )
    is_ranked = key.name == "_score"
    results = [
        Result(project=project, why=SCALE.why(project, weights) if is_ranked else None)
        for project in rows[:A_PAGE]
    ]
    more = key.next(search, rows[A_PAGE - 1], as_of) if len(rows) > A_PAGE else ""
    return results, more


def _ordered_by(
    key: str, found: QuerySet[Project], terms: Sequence[Term], weights: Weights, as_of: datetime
) -> QuerySet[Project]:
    if key == "_score":
        seen = found.filter(published_at__lte=as_of).order_by("-published_at", "-pk")
        values = {f"_{name}": value for name, value in ranking.values(terms, as_of).items()}
        newest = open_projects().filter(pk__in=seen.values("pk")[:RANKED])
        return newest.annotate(**values).annotate(_score=score(weights))
    if key == "_budget":
        ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
        return found.annotate(_budget=Coalesce(Case(ours), 0))
    return found
