"""What somebody may be about to type: skills, kinds of work, and words that are in use."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, Length
from django.utils.translation import get_language

from accounts.models import Category, Skill
from core.kept import remembered
from core.search.ranking import plain

MOST = 8
_SHORTEST = 2
_LONGEST = 60
_KEPT = 300  # seconds
_MANY_WORDS = 5


def suggest(typed: str, known: type[Model]) -> list[str]:
    """At most eight ways to go on, the whole names first (2 queries, then none for five minutes).

    `known` is the dictionary of the search, whose words complete the last word typed. Without
    Valkey they are looked up each time.
    """
    typed = plain(typed).lower()
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    language = "id" if (get_language() or "en").startswith("id") else "en"
    key = f"suggest:{known._meta.label}:{language}:{typed.encode().hex()}"
    return remembered(key, lambda: _fresh(typed, known, language), seconds=_KEPT)


def _fresh(typed: str, known: type[Model], language: str) -> list[str]:
    ways = [*_names(typed, f"name_{language}"), *_words(typed, known)]
    return [way for way in dict.fromkeys(ways) if way != typed][:MOST]


def _names(typed: str, column: str) -> Iterator[str]:
    """Names of skills and of kinds of work with a word that begins like what is typed."""
    begins = Q(**{f"{column}__istartswith": typed})
    inside = Q(**{f"{column}__icontains": f" {typed}"})
    of = [
        model.objects.filter(begins | inside)
        .annotate(_name=Cast(column, TextField()), _far=Length(column))
        .order_by("_far", "_name")
        .values_list("_name", "_far")[:MOST]
        for model in (Category, Skill)
    ]
    for name, _far in of[0].union(of[1], all=True).order_by("_far", "_name")[:MOST]:
        yield name.lower()


def _words(typed: str, known: type[Model]) -> Iterator[str]:
    """What is typed with its last word completed by the words that are used most."""
    before, _space, last = typed.rpartition(" ")
    if len(last) < _SHORTEST:
        return
    rows: QuerySet[Any] = QuerySet(known).filter(text__startswith=last, text__gt=last)
    for word in rows.order_by("-uses", "text").values_list("text", flat=True)[:_MANY_WORDS]:
        yield f"{before} {word}".strip()
