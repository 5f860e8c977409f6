"""Finding freelancers: words, orders, and pages by key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.merits import RATE, RATED
from accounts.models import FreelancerProfile, KnownWord
from accounts.search import facets, ranking
from accounts.search.asked import FreelancerSearch
from accounts.search.named import Keys, Named, keys_of, rows_of
from accounts.search.ranking import SCALE
from accounts.selectors import listed_freelancers
from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, page_by
from core.search.ranking import Weights, Why, score
from core.search.turns import Turns
from core.search.wanted import Wanted
from core.search.words import Term

A_PAGE = 20
_UNSEEN = ("search", "bio", "name_words", "skill_words", "shown_words")
RANKED = 300  # those with the most points before words count are put in order
_KEYS = {
    "rating": Key("_rating"),
    "rate": Key("_rate", is_downward=False),
    "newest": Key("_joined", is_moment=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A freelancer who was found, and why they stand there where they were put in order."""

    profile: FreelancerProfile
    why: Why | None = None
    is_kept_place: bool = False  # they stand there because the place is kept for newcomers


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results with what stands around it."""

    results: list[Result]
    total: int
    facets: list[Facet]
    next_query: str
    relaxations: list[Relaxation]
    instead: str = ""  # the words that were looked for, where those asked for bring nobody
    is_more: bool = False  # the total is the least that there are
    is_any: bool = False  # nobody has all the words, so these have some of them

    @property
    def has_more(self) -> bool:
        """Whether more were found than are put in order."""
        is_end = not self.next_query and bool(self.results)
        return is_end and self.results[0].why is not None and self.total > RANKED

    @property
    def profiles(self) -> list[FreelancerProfile]:
        return [result.profile for result in self.results]


def find_freelancers(search: FreelancerSearch, now: datetime) -> Found:
    """One page of listed freelancers, and the counts of every facet.

    3 queries: counts, the people of the page, and the names of everything. Where nobody is found,
    a few more ask for other spellings, for some of the words, and for what to let go of.
    """
    tests = facets.tests_of(search, now)
    turns = Turns.read(search.after, now) if search.sorting == "relevance" else None
    wanted, counts = Wanted.of(search.q).or_else(
        KnownWord,
        lambda words: facets.count(
            words,
            tests,
            now,
            most=RANKED if turns else 0,
            as_of=Q(joined_at__lte=turns.as_of) if turns else Q(),
        ),
    )
    found = wanted.among(listed_freelancers().filter(all_of(tests)))
    if turns or counts.has_all:
        pks = [row["pk"] for row in counts.first[:RANKED]]
        found = listed_freelancers().filter(pk__in=pks)
    page = _page(search, wanted, found, turns) if counts.first else ([], "")
    results, next_query = page
    named = _names(keys_of(counts.of, search.skill), [result.profile for result in results])
    shown = facets.facets_of(search, counts, named)
    relaxations = facets.relaxations_of(search, tests, counts, shown) if not counts["total"] else []
    return Found(
        results=results,
        total=counts["total"],
        is_more=counts.is_more,
        facets=shown,
        next_query=next_query,
        relaxations=relaxations,
        instead=wanted.instead,
        is_any=wanted.is_any,
    )


def fitting(search: FreelancerSearch, now: datetime) -> QuerySet[FreelancerProfile]:
    """Every listed freelancer who has the words, as they are spelt, and passes the facets."""
    tests = facets.tests_of(search, now)
    rows = Wanted.of(search.q).among(listed_freelancers().filter(all_of(tests)))
    shown = rows.select_related("user", "category", "region__province").defer(*_UNSEEN)
    return shown.prefetch_related("skills")


def _page(
    search: FreelancerSearch,
    wanted: Wanted,
    found: QuerySet[FreelancerProfile],
    turns: Turns | None,
) -> tuple[list[Result], str]:
    """The results of a page, and the address of the next (1 query)."""
    if turns is None:
        page, more = page_by(_KEYS[search.sorting], _lean(_by_columns(found)), search, A_PAGE)
        return [Result(profile=profile) for profile in page], more
    weights = SCALE.read(search.weights)
    ranked = _ranked(found, wanted.weighed, weights, turns.as_of)
    in_turn, more = turns.page(turns.nearest(_lean(ranked), A_PAGE), search, A_PAGE)
    results = [
        Result(
            profile=turn.row,
            why=SCALE.why(turn.row, weights),
            is_kept_place=turn.is_kept_place,
        )
        for turn in in_turn
    ]
    return results, more


def _lean(profiles: QuerySet[FreelancerProfile]) -> QuerySet[FreelancerProfile]:
    rows = profiles.select_related("user").defer(*_UNSEEN)
    return rows.annotate(_skills=ranking.skills_of())


def _names(keys: Keys, profiles: Collection[Any]) -> Named:
    """All rows that the facets and the page name, the page's given to its people (1 query)."""
    named = rows_of(
        categories=[*keys.categories, *(p.category_id for p in profiles if p.category_id)],
        skills=[*keys.skills, *(pk for p in profiles for pk in p._skills)],  # noqa: SLF001
        regions=[*keys.regions, *(p.region_id for p in profiles if p.region_id)],
        skill=keys.skill,
    )
    for profile in profiles:
        named.give(profile, profile._skills)  # noqa: SLF001 -- as annotated
    return named


def _by_columns(found: QuerySet[FreelancerProfile]) -> QuerySet[FreelancerProfile]:
    """With the numbers that the plain orders sort by; whoever names no rate comes last."""
    return found.annotate(_rating=RATED, _rate=RATE, _joined=F("joined_at"))


def _ranked(
    seen: QuerySet[FreelancerProfile],
    terms: Sequence[Term],
    weights: Weights,
    as_of: datetime,
) -> QuerySet[FreelancerProfile]:
    """Those seen as of a moment, each with their values and their score."""
    values = {f"_{name}": value for name, value in ranking.values(terms).items()}
    return seen.annotate(**values, _is_new=ranking.is_new(as_of)).annotate(_score=score(weights))
