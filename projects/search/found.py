"""Finding open projects: words, orders, and pages by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, page_by
from core.search.ranking import Weights, Why, score
from core.search.turns import Turns
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

    3 queries; where nothing is found, a few more ask for other spellings, for some of the words,
    and for what to let go of.
    """
    tests = facets.tests_of(search, now)
    wanted, counts = Wanted.of(search.q).or_else(
        KnownWord, lambda words: facets.count(words.among(open_projects()), tests, now)
    )
    base = wanted.among(open_projects())
    page, next_query = _page(search, wanted, base.filter(all_of(tests)), now)
    shown = facets.facets_of(search, counts)
    relaxations = facets.relaxations_of(search, tests, counts, shown) if not counts["total"] else []
    return Found(
        results=page,
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
    if search.sorting != "relevance":
        key = _KEYS[search.sorting]
        rows = _with_budget(found) if key.name == "_budget" else found
        page, more = page_by(key, _lean(rows), search, A_PAGE)
        return [Result(project=project) for project in page], more
    weights, turns = SCALE.read(search.weights), Turns.read(search.after, now)
    ranked = _ranked(found, wanted.weighed, weights, turns.as_of)
    in_turn, more = turns.page(_lean(ranked), search, A_PAGE)
    results = [
        Result(
            project=turn.row,
            why=SCALE.why(turn.row, weights),
            is_kept_place=turn.is_kept_place,
        )
        for turn in in_turn
    ]
    return results, more


def _lean(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.defer("search", "skill_words").prefetch_related("skills")


def _with_budget(found: QuerySet[Project]) -> QuerySet[Project]:
    ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
    return found.annotate(_budget=Coalesce(Case(ours), 0))


def _ranked(
    found: QuerySet[Project], terms: Sequence[Term], weights: Weights, as_of: datetime
) -> QuerySet[Project]:
    """The newest of what was found as of a moment, each with its values and its score."""
    seen = found.filter(published_at__lte=as_of).order_by("-published_at", "-pk")
    values = {f"_{name}": value for name, value in ranking.values(terms, as_of).items()}
    newest = open_projects().filter(pk__in=seen.values("pk")[:RANKED])
    return newest.annotate(**values, _is_new=ranking.is_new(as_of)).annotate(_score=score(weights))
