"""Facets whose options are rows of a table: how many results each row has, all in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Model, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from core.search.facets import Choice

Rows = QuerySet[Any, Any]
_NOTHING = Value("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a row is called: its value in the address, its label, and the row it lies in."""

    value: Any
    label: Any
    over: Any = _NOTHING
    over_label: Any = _NOTHING


def group(
    facet: str, model: type[Model], results: str, inside: Rows, words: Words, chosen: str
) -> Rows:  # fmt: skip
    """The rows of a table that results point at by the name `results`, the chosen one first."""
    named = {
        "_facet": Value(facet),
        "_value": words.value,
        "_label": words.label,
        "_over": words.over,
        "_over_label": words.over_label,
    }
    rows: Rows = QuerySet(model)
    found: Rows = (
        rows.filter(**{f"{results}__in": inside})
        .annotate(_count=Count(results))
        .annotate(**{name: Cast(word, TextField()) for name, word in named.items()})
        .annotate(_first=Case(When(_value=chosen, then=1), default=0))
        .order_by("-_first", "-_count", "_value")
        .values_list(*named, "_count", "_first")
    )
    return found


Row = tuple[str, str, str, str, str, int]  # facet, value, words, what it lies in, its words, count


def choices(groups: Sequence[Rows], opened: str) -> dict[str, list[Choice]]:
    """The choices of each facet, the most frequent first (1 query)."""
    return in_groups([row[:6] for row in groups[0].union(*groups[1:], all=True)], opened)


def in_groups(rows: Sequence[Row], opened: str) -> dict[str, list[Choice]]:
    """The choices of each facet, the most frequent first.

    A row that lies in another counts for that one, and is a choice of its own, below the other,
    where it or the other is `opened`.
    """
    found: dict[str, dict[str, Choice]] = {}
    below: dict[str, list[Choice]] = {}
    for facet, value, label, over, over_label, count in rows:
        key, words = (over, over_label) if over else (value, label)
        of_facet = found.setdefault(facet, {})
        of_facet[key] = (key, words, of_facet.get(key, (key, words, 0))[2] + count)
        if over:
            below.setdefault(over, []).append((value, f"– {label}", count))
    opens = {over for _f, value, _l, over, _o, _c in rows if over and opened in (over, value)}
    return {facet: _in_order(of_facet, below, opens) for facet, of_facet in found.items()}


def _in_order(
    choices: dict[str, Choice], below: dict[str, list[Choice]], opens: set[str]
) -> list[Choice]:
    shown: list[Choice] = []
    for choice in sorted(choices.values(), key=lambda c: -c[2]):
        shown.append(choice)
        if choice[0] in opens:
            shown += sorted(below[choice[0]], key=lambda c: -c[2])
    return shown
