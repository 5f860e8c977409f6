"""The published order of “best match”: factors, their weights, and what each gave a result.

Every factor gives a posting a whole number from 0 to 1,000 and has a weight; its points are
weight × value ÷ 100, rounded down, and the score is the sum of the points. The page `/ranking/`
prints this table, and “why here?” the same numbers for one result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQueryCombinable, SearchVectorField
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields import BooleanField
from django.db.models.functions import Cast, Coalesce, Extract, Floor, Greatest, Least, Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from projects.search.words import Term, query_of

FULL = 1000
HEAVIEST = 100
_SECONDS_A_POINT = 2592  # thirty days in a thousand parts
_LONG_TEXT = 200
_STARS = F("client__client_profile__rating_mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something that moves a posting up, by how much at the most, and in which words."""

    name: str
    weight: int
    title: str | Promise
    rule: str | Promise


FACTORS: Sequence[Factor] = (
    Factor(
        name="words",
        weight=50,
        title=_("Your words"),
        rule=_(
            "For each word of the search: 1,000 if it stands in the title, 700 if in the skills,"
            " 400 if in the description; the average of all words, and the better one of two"
            " words joined by “or”. Word forms, both languages and words of the same meaning"
            " count alike."
        ),
    ),
    Factor(
        name="fresh",
        weight=20,
        title=_("New"),
        rule=_("1,000 when it is published, evenly down to 0 after thirty days."),
    ),
    Factor(
        name="room",
        weight=10,
        title=_("Few bids so far"),
        rule=_("5,000 divided by five plus the number of bids: 1,000 without bids, 500 with five."),
    ),
    Factor(
        name="clear",
        weight=10,
        title=_("Clearly described"),
        rule=_(
            "400 if it names a budget, 300 if it names a skill,"
            " 300 if the description has 200 characters or more."
        ),
    ),
    Factor(
        name="client",
        weight=10,
        title=_("How the client is reviewed"),
        rule=_(
            "200 for each star of the average review; 800 for a client without a review, so that"
            " newcomers stand level."
        ),
    ),
)
# What changed when: the newest first.
CHANGES: Sequence[tuple[date, str | Promise]] = (
    (
        date(2026, 11, 26),
        _("Five factors with weights instead of words alone; each result says what it got."),
    ),
)
Weights = Mapping[str, int]
PUBLISHED: Weights = {factor.name: factor.weight for factor in FACTORS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one factor gave a result."""

    factor: Factor
    value: int
    weight: int

    @property
    def points(self) -> int:
        return self.weight * self.value // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a result stands where it stands; the parts add up to the score."""

    parts: Sequence[Part]

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def most(self) -> int:
        """The score that nothing can exceed under these weights."""
        return sum(part.weight * FULL // 100 for part in self.parts)


def read_weights(asked: str) -> Weights:
    """A person's own weights from an address (`words.50~fresh.20`); else the published ones.

    A factor that is not named weighs nothing; whatever is unreadable, or all zero, is ignored.
    """
    said: dict[str, int] = {}
    for piece in asked.split("~"):
        name, _dot, text = piece.partition(".")
        if name in PUBLISHED and text.isascii() and text.isdigit() and len(text) <= 3:
            said[name] = min(int(text), HEAVIEST)
    return {name: said.get(name, 0) for name in PUBLISHED} if any(said.values()) else PUBLISHED


def write_weights(weights: Weights) -> str:
    """How weights stand in an address; the published ones need no words."""
    if dict(weights) == dict(PUBLISHED):
        return ""
    return "~".join(f"{name}.{weights[name]}" for name in PUBLISHED)


def parts(weights: Weights) -> list[Part]:
    """The factors with their weights, before anything is weighed."""
    return [Part(factor=f, value=0, weight=weights[f.name]) for f in FACTORS]


def values(terms: Sequence[Term], now: datetime) -> dict[str, Combinable]:
    """The value of each factor, as expressions over projects."""
    return {
        "words": _words(terms),
        "fresh": _fresh(now),
        "room": Value(5000) / (F("bids_count") + 5),  # Postgres divides whole numbers downwards
        "clear": _clear(),
        "client": Cast(Floor(Coalesce(_STARS, Value(Decimal(4))) * 200), IntegerField()),
    }


def score(weights: Weights) -> Combinable:
    """The sum of the points of the annotated values (`_words`, `_fresh` …)."""
    return reduce(
        add, [F(f"_{name}") * Value(weight) / Value(100) for name, weight in weights.items()]
    )


def why(project: Any, weights: Weights) -> Why:
    """What each factor gave a project that was found with `values`."""
    return Why(
        parts=[
            Part(factor=f, value=getattr(project, f"_{f.name}"), weight=weights[f.name])
            for f in FACTORS
        ]
    )


def _words(terms: Sequence[Term]) -> Combinable:
    groups: list[list[Combinable]] = []
    for term in (term for term in terms if not term.is_minus):
        if not (term.joins and groups):
            groups.append([])
        groups[-1].append(_place(query_of([replace(term, joins=False)])))
    if not groups:
        return Value(0, IntegerField())
    best = [Greatest(*group) if len(group) > 1 else group[0] for group in groups]
    total: Combinable = reduce(add, best)
    return total / Value(len(best))


def _place(query: SearchQueryCombinable) -> Combinable:
    return Case(
        When(_in("a", query), then=FULL),
        When(_in("b", query), then=700),
        When(_in("c", query), then=400),
        default=0,
        output_field=IntegerField(),
    )


def _in(weight: str, query: SearchQueryCombinable) -> Combinable:
    part = Func(
        F("search"), Value(f"{{{weight}}}"), function="ts_filter", output_field=SearchVectorField()
    )
    return Func(
        part, query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()
    )


def _fresh(now: datetime) -> Combinable:
    age = Extract(Value(now) - F("published_at"), "epoch")
    left = Value(FULL) - Floor(age / Value(_SECONDS_A_POINT))
    return Cast(Least(Greatest(left, Value(0.0)), Value(float(FULL))), IntegerField())


def _clear() -> Combinable:
    has_skill = Project.skills.through.objects.filter(project_id=OuterRef("pk"))
    has_budget = Q(budget_min_minor__isnull=False) | Q(budget_max_minor__isnull=False)
    return (
        Case(When(has_budget, then=400), default=0)
        + Case(When(Exists(has_skill), then=300), default=0)
        + Case(When(GreaterThanOrEqual(Length("description"), _LONG_TEXT), then=300), default=0)
    )
