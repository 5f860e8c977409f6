"""Finding open projects: words, orders, and pages by key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.search.named import keys_of
from core.search.counting import Counts, Wish
from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, page_by, page_of
from core.search.ranking import Why
from core.search.turns import Turns
from core.search.wanted import Wanted
from projects.models import KnownWord, Opening, Project
from projects.search import facets, ranking
from projects.search.asked import ProjectSearch
from projects.search.ranking import SCALE
from projects.search.shown import named_with, shown
from projects.selectors import open_projects

A_PAGE = 20
RANKED = 300  # the newest of what was found are put in order; older ones are found by date
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

    3 queries: the first that are found and how many there are, the postings of the page, and names
    that were not asked for of late; one more where facets are in use, one for a page in another
    order, and some that only plan. Where nothing is found, a few more ask for other spellings, for
    some of the words, and for what to let go of.
    """
    tests, sight = facets.tests_of(search, now), _Sight.of(search, now)
    wanted, counts = Wanted.of(search.q).or_else(
        KnownWord,
        lambda words: facets.count(
            words, tests, facets.Look(now, sight.as_of, search.skill), sight.wish(words)
        ),
    )
    places, next_query = sight.page(search, wanted, tests, counts)
    projects = {project.pk: project for project in shown([place.pk for place in places])}
    skills = {place.pk: place.skills for place in places}
    named = named_with(keys_of(counts.of, search.skill), projects.values(), skills)
    in_use = facets.facets_of(search, counts, named)
    relaxations = (
        facets.relaxations_of(search, tests, counts, in_use) if not counts["total"] else []
    )
    return Found(
        results=[
            Result(project=projects[at.pk], why=at.why, is_kept_place=at.is_kept_place)
            for at in places
            if at.pk in projects
        ],
        total=counts["total"],
        is_more=counts.is_more,
        facets=in_use,
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


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is looked at: the newest, all in order of a column, or the best among the newest."""

    turns: Turns | None  # of the published order

    @classmethod
    def of(cls, search: ProjectSearch, now: datetime) -> "_Sight":
        return cls(Turns.read(search.after, now) if search.sorting == "relevance" else None)

    @property
    def as_of(self) -> Q:
        """What is put in order was there when the first page was read."""
        return Q(published_at__lte=self.turns.as_of) if self.turns else Q()

    def wish(self, wanted: Wanted) -> Wish:
        """The newest of those seen, each with what it is put in order by."""
        if self.turns is None:
            return Wish(most=A_PAGE + 1, values={"of_skills": F("skill_ids")})
        values = {"_is_new": ranking.is_new(self.turns.as_of), "of_skills": F("skill_ids")}
        of_factors = ranking.values(wanted.weighed, self.turns.as_of)
        return Wish(most=RANKED, values=values | {f"_{name}": v for name, v in of_factors.items()})

    def page(
        self, search: ProjectSearch, wanted: Wanted, tests: Mapping[str, Q], counts: Counts
    ) -> tuple[list[_At], str]:
        """The places of a page, and the address of the next (1 query where others were seen)."""
        if not counts.first:
            return [], ""
        if self.turns:
            return _in_turn(search, self.turns, counts.first)
        key = _KEYS[search.sorting]
        if key.name == facets.ORDER.key and not key.read(search.after):
            newest = [SimpleNamespace(**row, **{key.name: row["_at"]}) for row in counts.first]
            page, more = page_of(key, newest[: A_PAGE + 1], search, A_PAGE)
            return [_At(pk=row.pk, skills=row.of_skills) for row in page], more
        found = wanted.among(Opening.objects.filter(all_of(tests)))
        if counts.has_all:
            found = Opening.objects.filter(pk__in=[row["pk"] for row in counts.first])
        rows = _with_budget(found) if key.name == "_budget" else found
        lean = rows.only("pk", "skill_ids", *({key.name} - {"_budget"}))
        openings, more = page_by(key, lean, search, A_PAGE)
        return [_At(pk=row.pk, skills=row.skill_ids) for row in openings], more


def _in_turn(
    search: ProjectSearch, turns: Turns, seen: Sequence[Mapping[str, Any]]
) -> tuple[list[_At], str]:
    """The places of a page in the published order, and the address of the next."""
    weights = SCALE.read(search.weights)
    rows = [SimpleNamespace(**row) for row in seen[:RANKED]]
    for row in rows:
        row._score = SCALE.score(row, weights)  # noqa: SLF001 -- as in turns
    in_turn, more = turns.page(rows, search, A_PAGE)
    places = [
        _At(
            pk=turn.row.pk,
            skills=turn.row.of_skills,
            why=SCALE.why(turn.row, weights),
            is_kept_place=turn.is_kept_place,
        )
        for turn in in_turn
    ]
    return places, more


def _with_budget(found: QuerySet[Opening]) -> QuerySet[Opening]:
    ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
    return found.annotate(_budget=Coalesce(Case(ours), 0))
