"""Finding freelancers: words, orders, and pages by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Least

from accounts.models import FreelancerProfile, KnownWord
from accounts.search import facets, ranking
from accounts.search.asked import FreelancerSearch
from accounts.search.ranking import SCALE
from accounts.selectors import listed_freelancers
from core.search.facets import Facet, Relaxation, all_of
from core.search.pages import Key, page_by
from core.search.ranking import Weights, Why, score
from core.search.turns import Turns
from core.search.wanted import Wanted
from core.search.words import Term

A_PAGE = 20
RANKED = 500  # those with the most points before words count are put in order
_KEYS = {
    "rating": Key("_rating"),
    "rate": Key("_rate", is_downward=False),
    "newest": Key("_joined", is_moment=True),
}
_MANY = 10**6
_NO_RATE = 10**17


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

    4 queries; where nobody is found, a few more ask for other spellings, for some of the words,
    and for what to let go of.
    """
    tests = facets.tests_of(search, now)
    wanted, counts = Wanted.of(search.q).or_else(
        KnownWord, lambda words: facets.count(words.among(listed_freelancers()), tests, now)
    )
    base = wanted.among(listed_freelancers())
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


def fitting(search: FreelancerSearch, now: datetime) -> QuerySet[FreelancerProfile]:
    """Every listed freelancer who has the words, as they are spelt, and passes the facets."""
    tests = facets.tests_of(search, now)
    return _lean(Wanted.of(search.q).among(listed_freelancers()).filter(all_of(tests)))


def _page(
    search: FreelancerSearch,
    wanted: Wanted,
    found: QuerySet[FreelancerProfile],
    now: datetime,
) -> tuple[list[Result], str]:
    """The results of a page, and the address of the next."""
    if search.sorting != "relevance":
        page, more = page_by(_KEYS[search.sorting], _lean(_by_columns(found)), search, A_PAGE)
        return [Result(profile=profile) for profile in page], more
    weights, turns = SCALE.read(search.weights), Turns.read(search.after, now)
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
    unseen = ("search", "bio", "name_words", "skill_words", "shown_words")
    shown = profiles.select_related("user", "category", "region__province").defer(*unseen)
    return shown.prefetch_related("skills")


def _by_columns(found: QuerySet[FreelancerProfile]) -> QuerySet[FreelancerProfile]:
    """With the numbers that the plain orders sort by; whoever names no rate comes last."""
    stars = Cast(Coalesce(F("rating_mean"), Value(0)) * 100, BigIntegerField())
    ours = When(currency=settings.DEFAULT_CURRENCY, then=F("rate_minor"))
    return found.annotate(
        _rating=stars * _MANY + Least(F("rating_count"), Value(_MANY - 1)),
        _rate=Coalesce(Case(ours), Value(_NO_RATE), output_field=BigIntegerField()),
        _joined=F("user__date_joined"),
    )


def _ranked(
    found: QuerySet[FreelancerProfile],
    terms: Sequence[Term],
    weights: Weights,
    as_of: datetime,
) -> QuerySet[FreelancerProfile]:
    """Those found with the most merit, as of a moment, each with their values and their score."""
    seen = found.filter(user__date_joined__lte=as_of).order_by("-merit", "-pk")
    values = {f"_{name}": value for name, value in ranking.values(terms).items()}
    best = listed_freelancers().filter(pk__in=seen.values("pk")[:RANKED])
    return best.annotate(**values, _is_new=ranking.is_new(as_of)).annotate(_score=score(weights))
