"""Published orders: factors, their weights, and what each gave a result.

Every factor gives a row a whole number from 0 to 1,000 and has a weight; its points are
weight × value ÷ 100, rounded down, and the score is the sum of the points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.utils.functional import Promise

from core.search.queries import Ready, ready, single
from core.search.words import Term
from core.texts import in_xml

FULL = 1000
HEAVIEST = 100
UNREADABLE = "none"  # own weights by which nothing can be put in order
Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something that moves a result up, by how much at the most, and in which words."""

    name: str
    weight: int
    title: str | Promise
    rule: str | Promise


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


@dataclass(frozen=True, slots=True)
class Scale:
    """The factors of one order, with the weights that are published."""

    factors: Sequence[Factor]

    @property
    def published(self) -> Weights:
        return {factor.name: factor.weight for factor in self.factors}

    def read(self, asked: str) -> Weights:
        """A person's own weights from an address (`words.50~fresh.20`); else the published ones.

        A factor that is not named weighs nothing; whatever is unreadable, or all zero, is ignored.
        """
        said = self._said(asked)
        return {n: said.get(n, 0) for n in self.published} if any(said.values()) else self.published

    def _said(self, asked: str) -> dict[str, int]:
        said: dict[str, int] = {}
        for piece in asked.split("~"):
            name, _dot, text = piece.partition(".")
            if name in self.published and text.isascii() and text.isdigit():
                said[name] = min(int(text), HEAVIEST)
        return said

    def write(self, weights: Weights) -> str:
        """How weights stand in an address; the published ones need no words."""
        if dict(weights) == dict(self.published):
            return ""
        return "~".join(f"{name}.{weights[name]}" for name in self.published)

    def asked(self, asked: Mapping[str, str]) -> str:
        """Own weights, from the address or from the fields of the form, as an address says them.

        `UNREADABLE` where none of them is a number above 0, so that the page can say so.
        """
        numbers = {name: plain(asked.get(f"weight_{name}", "")) for name in self.published}
        text = "~".join(f"{name}.{value}" for name, value in numbers.items() if value)
        text = text or plain(asked.get("weights", ""))
        if text and not any(self._said(text).values()):
            return UNREADABLE
        return self.write(self.read(text))

    def parts(self, weights: Weights) -> list[Part]:
        """The factors with their weights, before anything is weighed."""
        return [Part(factor=f, value=0, weight=weights[f.name]) for f in self.factors]

    def score(self, row: Any, weights: Weights) -> int:
        """The score of a row that carries its values as `_words`, `_fresh` …"""
        return sum(weights[f.name] * getattr(row, f"_{f.name}") // 100 for f in self.factors)

    def why(self, row: Any, weights: Weights) -> Why:
        """What each factor gave a row that carries its values as `_words`, `_fresh` …"""
        return Why(
            parts=[
                Part(factor=f, value=getattr(row, f"_{f.name}"), weight=weights[f.name])
                for f in self.factors
            ]
        )


def plain(value: str) -> str:
    """A parameter without what no database or feed takes, and not too long."""
    return " ".join(in_xml(value).split())[:200]


def score(weights: Weights) -> Combinable:
    """The sum of the points of the annotated values (`_words`, `_fresh` …)."""
    return reduce(
        add, [F(f"_{name}") * Value(weight) / Value(100) for name, weight in weights.items()]
    )


def words_value(terms: Sequence[Term]) -> Combinable:
    """How prominently the words stand in the column `search`: 1,000 for A, 700 for B, 400 for C."""
    wanted = [term for term in terms if not term.is_minus]
    groups: list[list[Combinable]] = []
    for term, query in zip(wanted, ready(single(wanted)), strict=True):
        if not (term.joins and groups):
            groups.append([])
        groups[-1].append(_place(query))
    if not groups:
        return Value(0, IntegerField())
    best = [Greatest(*group) if len(group) > 1 else group[0] for group in groups]
    total: Combinable = reduce(add, best)
    return total / Value(len(best))


def _place(query: Ready) -> Combinable:
    return Case(
        When(search=query.within("A"), then=FULL),
        When(search=query.within("B"), then=700),
        When(search=query.within("C"), then=400),
        default=0,
        output_field=IntegerField(),
    )
