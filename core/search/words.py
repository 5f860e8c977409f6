"""The words of a search: phrases, minus, “or”, words that mean the same, an unfinished last one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from core.search.kinds import kinds
from core.search.towns import kind_before

_TOKEN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')
_WHOLE = re.compile(r"[a-z0-9]{3,40}")
_MOST_TERMS = 12
_MOST_PARTS = 4  # words in one synonym, or in the name of a kind of work
_LIBRARIES = (
    "node|vue|next|nuxt|nest|react|express|three|angular|ember|electron|svelte|alpine|discord"
    "|chart|d3"
)  # as `projects_plain` knows them
_APART = re.compile(rf"\b(?P<name>\d|{_LIBRARIES}) (?P<end>d|js)\b", re.IGNORECASE)
_OR = {"or", "atau"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that must (or must not) be there, and what else counts as it."""

    text: str
    others: tuple[str, ...] = ()
    is_phrase: bool = False
    is_minus: bool = False
    is_unfinished: bool = False
    joins: bool = False  # by “or” with the term before


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


def same_as(text: str) -> tuple[str, ...]:
    """What else counts as this: words that mean the same, its singular, postings of a kind."""
    kind = (kinds()[text],) if text in kinds() else ()
    for form in (text, *(text.removesuffix(end) for end in ("s", "es") if text.endswith(end))):
        if form in synonyms():
            others = dict.fromkeys([form, *synonyms()[form]])
            return (*(other for other in others if other != text), *kind)
    return kind


def read_words(asked: str) -> list[Term]:
    """The terms of a search, at most twelve; whatever has no letter or digit is left out."""
    terms = list(_joined(_without_kinds(list(_tokens(asked)))))[:_MOST_TERMS]
    if terms and _is_unfinished(terms[-1]):
        terms[-1] = replace(terms[-1], is_unfinished=True)
    return terms


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


def _without_kinds(terms: list[Term]) -> list[Term]:
    """“Kota Kendari” as “Kendari”: by what kind of place it is, a place is not found."""
    kept: list[Term] = []
    at = 0
    while at < len(terms):
        left_out = kind_before([term.text for term in _plain_after(terms, at)])
        kept.append(replace(terms[at + left_out], joins=terms[at].joins))
        at += left_out + 1
    return kept


def _plain_after(terms: list[Term], at: int) -> Iterator[Term]:
    """The words from here on, as far as nothing but a space stands between them."""
    for number, term in enumerate(terms[at:]):
        if term.is_phrase or term.is_minus or (number and term.joins):
            return
        yield term


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
        text = " ".join(term.text.rstrip(",") for term in group)
        is_plain = not any(term.is_phrase or term.is_minus for term in group)
        is_alone = not any(term.joins for term in group[1:])
        if not (len(group) == parts and is_plain and is_alone):
            continue
        if text in kinds():  # its words may stand apart
            return replace(group[0], text=text, others=same_as(text))
        if text in synonyms():
            return replace(group[0], text=text, others=same_as(text), is_phrase=True)
    return None


def _with_others(term: Term) -> Term:
    is_open = not (term.is_phrase or term.is_minus)
    return replace(term, others=same_as(term.text)) if is_open else term


def _is_unfinished(term: Term) -> bool:
    return not (term.is_phrase or term.is_minus) and _WHOLE.fullmatch(term.text) is not None
