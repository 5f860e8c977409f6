"""The words of a search: phrases, minus, “or”, words that mean the same, an unfinished last one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE

from core.search.documents import CONFIGS, Plain

_TOKEN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')
_WHOLE = re.compile(r"[a-z0-9]{3,40}")
_MOST_TERMS = 12
_MOST_PARTS = 3  # words in one synonym
_LIBRARIES = (
    "node|vue|next|nuxt|nest|react|express|three|angular|ember|electron|svelte|alpine|discord"
    "|chart|d3"
)  # as `projects_plain` knows them
_APART = re.compile(rf"\b(?P<name>\d|{_LIBRARIES}) (?P<end>d|js)\b", re.IGNORECASE)
_OR = {"or", "atau"}
# A word of a query as Postgres writes it, and whether it is the beginning of words.
_WORD_OF_QUERY = re.compile(r"('(?:[^'\\]|''|\\.)*')(?::(\*))?")
_MOST_KNOWN = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that must (or must not) be there, and what else counts as it."""

    text: str
    others: tuple[str, ...] = ()
    is_phrase: bool = False
    is_minus: bool = False
    is_unfinished: bool = False
    joins: bool = False  # by “or” with the term before


_known: dict[tuple[Term, ...], str] = {}


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Every known word or group of words, with the others that mean the same."""
    lines = Path(__file__).with_name("synonyms.txt").read_text().splitlines()
    groups = [line.split("|") for line in lines if line and not line.startswith("#")]
    found: dict[str, list[str]] = {}
    for group in groups:
        for word in group:
            found.setdefault(word, []).extend(other for other in group if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def read_words(asked: str) -> list[Term]:
    """The terms of a search, at most twelve; whatever has no letter or digit is left out."""
    terms = list(_joined(list(_tokens(asked))))[:_MOST_TERMS]
    if terms and _is_unfinished(terms[-1]):
        terms[-1] = replace(terms[-1], is_unfinished=True)
    return terms


def query_of(terms: Sequence[Term]) -> SearchQueryCombinable:
    """All terms in one language, or all in the other, so that small words of either don't count."""
    return reduce(or_, [_in_language(terms, config) for config in CONFIGS])


class Ready(SearchQuery):
    """A query as Postgres itself writes it, so that planning makes no words of texts again."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def as_sql(self, *_args: Any, **_options: Any) -> Any:
        """The query itself, with its cast."""
        return "%s::tsquery", [self.text]

    def within(self, weight: str) -> "Ready":
        """The same words where they carry this weight (A to D)."""
        return Ready(_WORD_OF_QUERY.sub(rf"\1:\2{weight}", self.text))


def ready(groups: Sequence[Sequence[Term]]) -> list[Ready]:
    """The query of each group of terms (1 query, and none for those of late)."""
    keys = [tuple(group) for group in groups]
    known = {key: _known[key] for key in keys if key in _known}
    new = [key for key in dict.fromkeys(keys) if key not in known]
    if new:
        made = dict(zip(new, _texts(new), strict=True))
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known.update(made)
        known |= made
    return [Ready(known[key]) for key in keys]


def single(terms: Sequence[Term]) -> list[list[Term]]:
    """Each term that must be there, alone."""
    return [[replace(term, joins=False)] for term in terms if not term.is_minus]


def _texts(groups: Sequence[Sequence[Term]]) -> Sequence[str]:
    query = Query(None)
    for number, terms in enumerate(groups):
        words: Any = query_of(terms)
        query.add_annotation(Cast(words, TextField()), f"_{number}")
    found: Sequence[str] = query.get_compiler(using=DEFAULT_DB_ALIAS).execute_sql(SINGLE)
    return found


def _tokens(asked: str) -> Iterator[Term]:
    joins = False
    for match in _TOKEN.finditer(_APART.sub(r"\g<name>\g<end>", asked)):
        text = (match["phrase"] if match["phrase"] is not None else match["word"]).strip().lower()
        if match["word"] and text in _OR:
            joins = True
            continue
        if any(letter.isalnum() for letter in text):
            yield Term(
                text=text,
                is_phrase=match["phrase"] is not None,
                is_minus=bool(match["minus"]),
                joins=joins,
            )
        joins = False


def _joined(terms: list[Term]) -> Iterator[Term]:
    """Neighbours that together are one known thing (“social media”) become one term."""
    at = 0
    while at < len(terms):
        several = _known_together(terms, at)
        yield several or _with_others(terms[at])
        at += len(several.text.split()) if several else 1


def _known_together(terms: list[Term], at: int) -> Term | None:
    for parts in range(_MOST_PARTS, 1, -1):
        group = terms[at : at + parts]
        text = " ".join(term.text for term in group)
        is_plain = not any(term.is_phrase or term.is_minus for term in group)
        is_alone = not any(term.joins for term in group[1:])
        if len(group) == parts and is_plain and is_alone and text in synonyms():
            return replace(group[0], text=text, others=synonyms()[text], is_phrase=True)
    return None


def _with_others(term: Term) -> Term:
    is_open = not (term.is_phrase or term.is_minus)
    return replace(term, others=synonyms().get(term.text, ())) if is_open else term


def _is_unfinished(term: Term) -> bool:
    return not (term.is_phrase or term.is_minus) and _WHOLE.fullmatch(term.text) is not None


def _in_language(terms: Sequence[Term], config: str) -> SearchQueryCombinable:
    parts: list[SearchQueryCombinable] = []
    for term in terms:
        if term.joins and parts:
            parts[-1] = parts[-1] | _of_term(term, config)
        else:
            parts.append(_of_term(term, config))
    return reduce(and_, parts)


def _of_term(term: Term, config: str) -> SearchQueryCombinable:
    wanted = _query(term.text, config, "phrase" if term.is_phrase else "plain")
    if term.is_minus:
        return ~wanted
    ways: list[SearchQueryCombinable] = [wanted]
    ways += [_query(other, config, "phrase") for other in term.others]
    if term.is_unfinished:
        ways.append(SearchQuery(f"{term.text}:*", config=config, search_type="raw"))
    return reduce(or_, ways)


def _query(text: str, config: str, kind: str) -> SearchQuery:
    return SearchQuery(Plain(Value(text)), config=config, search_type=kind)
