"""Finding open projects: words, orders, and pages by key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from projects.models import Project
from projects.search import facets, ranking
from projects.search.asked import ProjectSearch
from projects.search.facets import Facet, Relaxation
from projects.search.ranking import Weights, Why
from projects.search.typos import mended
from projects.search.words import Term, query_of, read_words
from projects.selectors import open_projects

A_PAGE = 20
RANKED = 500  # the newest of what was found are put in order; older ones are found by date
_LONGEST_NUMBER = 18  # digits that fit into BIGINT
_KEYS = {
    "relevance": ("_score", "-"),
    "newest": ("published_at", "-"),
    "closing": ("expires_at", ""),
    "budget": ("_budget", "-"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A search with its words read."""

    search: ProjectSearch
    terms: Sequence[Term]
    now: datetime
    instead: str = ""
    is_any: bool = False

    def base(self) -> QuerySet[Project]:
        """Open projects that mention the words, in either language."""
        projects = open_projects()
        if self.search.q and not self.terms:
            return projects.none()  # nothing in it is a word
        return projects.filter(search=query_of(self.terms)) if self.terms else projects

    @property
    def weighed(self) -> Sequence[Term]:
        """The terms that are looked for in each result; where some suffice, more are better."""
        return [replace(t, joins=False) for t in self.terms] if self.is_any else self.terms


def find_projects(search: ProjectSearch, now: datetime) -> Found:
    """One page of open projects, and the counts of every facet.

    4 queries; where nothing is found, a few more ask for other spellings, for some of the words,
    and for what to let go of.
    """
    asked = _Asked(search=search, terms=read_words(search.q), now=now)
    tests = facets.tests_of(search, now)
    counts = facets.count(asked.base(), tests, now)
    for otherwise in (_mended, _any_of):
        if not counts["total"] and (other := otherwise(asked)):
            found = facets.count(other.base(), tests, now)
            asked, counts = (other, found) if found["total"] else (asked, counts)
    base = asked.base()
    page, next_query = _page(asked, base.filter(facets.all_of(tests)))
    shown = facets.facets_of(search, base, tests, counts)
    relaxations = facets.relaxations_of(search, tests, counts, shown) if not counts["total"] else []
    return Found(
        results=page,
        total=counts["total"],
        facets=shown,
        next_query=next_query,
        relaxations=relaxations,
        instead=asked.instead,
        is_any=asked.is_any,
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
    base = _Asked(search=search, terms=read_words(search.q), now=now).base()
    return base.filter(facets.all_of(facets.tests_of(search, now)))


def _mended(asked: _Asked) -> _Asked | None:
    terms = mended(asked.terms)
    if terms is None:
        return None
    return replace(asked, terms=terms, instead=" ".join(term.text for term in terms))


def _any_of(asked: _Asked) -> _Asked | None:
    """Some of the words instead of all; those with a minus stay away."""
    wanted = [term for term in asked.terms if not term.is_minus]
    if len(wanted) < 2:
        return None
    first, *others = wanted
    either = [replace(first, joins=False), *(replace(term, joins=True) for term in others)]
    minus = [replace(term, joins=False) for term in asked.terms if term.is_minus]
    return replace(asked, terms=[*either, *minus], is_any=True)


def _page(asked: _Asked, found: QuerySet[Project]) -> tuple[list[Result], str]:
    """The results of a page, and the address of the next."""
    key, sign = _KEYS[asked.search.sorting]
    weights = ranking.read_weights(asked.search.weights)
    place = _place(key, asked.search.after)
    as_of = place.as_of if place and place.as_of else _next_second(asked.now)
    projects = _ordered_by(key, found, asked.weighed, weights, as_of)
    beyond = place.beyond(key, sign) if place else Q()
    rows = list(
        projects.filter(beyond)
        .order_by(f"{sign}{key}", f"{sign}pk")
        .defer("search", "skill_words")
        .prefetch_related("skills")[: A_PAGE + 1]
    )
    is_ranked = key == "_score"
    results = [
        Result(project=project, why=ranking.why(project, weights) if is_ranked else None)
        for project in rows[:A_PAGE]
    ]
    more = _next(asked.search, rows[A_PAGE - 1], as_of) if len(rows) > A_PAGE else ""
    return results, more


def _ordered_by(
    key: str, found: QuerySet[Project], terms: Sequence[Term], weights: Weights, as_of: datetime
) -> QuerySet[Project]:
    if key == "_score":
        seen = found.filter(published_at__lte=as_of).order_by("-published_at", "-pk")
        values = {f"_{name}": value for name, value in ranking.values(terms, as_of).items()}
        newest = open_projects().filter(pk__in=seen.values("pk")[:RANKED])
        return newest.annotate(**values).annotate(_score=ranking.score(weights))
    if key == "_budget":
        ours = When(currency=settings.DEFAULT_CURRENCY, then=F("budget_max_minor"))
        return found.annotate(_budget=Coalesce(Case(ours), 0))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the page before ended, and as of when its scores were counted."""

    value: datetime | int
    pk: int
    as_of: datetime | None

    def beyond(self, key: str, sign: str) -> Q:
        """What comes after."""
        than = "lt" if sign else "gt"
        return Q(**{f"{key}__{than}e": self.value}) & (
            Q(**{f"{key}__{than}": self.value}) | Q(**{f"pk__{than}": self.pk})
        )


def _place(key: str, after: str) -> _Place | None:
    """None is the first page, also where the place cannot be read."""
    text, _tilde, rest = after.partition("~")
    pk, _tilde, moment = rest.partition("~")
    value = _number(text) if key in ("_score", "_budget") else _moment(text)
    number = _number(pk)
    if value is None or number is None or number < 0:
        return None
    seconds = _number(moment)
    is_time = seconds is not None and 0 <= seconds < 10**11
    as_of = datetime.fromtimestamp(seconds or 0, UTC) if is_time else None
    return _Place(value=value, pk=number, as_of=as_of)


def _next_second(now: datetime) -> datetime:
    """Whole seconds fit into an address, and what was published just now is found."""
    return now.replace(microsecond=0) + timedelta(seconds=1)


def _number(text: str) -> int | None:
    try:
        return int(text) if text.isascii() and len(text) <= _LONGEST_NUMBER else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _next(search: ProjectSearch, last: Project, as_of: datetime) -> str:
    key, _sign = _KEYS[search.sorting]
    value = getattr(last, key)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    when = f"~{int(as_of.timestamp())}" if key == "_score" else ""
    return search.query(after=f"{text}~{last.pk}{when}")
