"""Queries of words are short, and find what one would put together by hand."""

from collections.abc import Sequence
from functools import reduce
from operator import and_

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.search.documents import CONFIGS
from core.search.queries import ready
from core.search.words import Term, read_words

pytestmark = pytest.mark.django_db
WORDS = (
    "desain", "design", "designer", "logo", "logos", "the", "yang", "video", "vid", "c#",
    "node.js", "o'neil", "toko online", "social media",
)  # fmt: skip
TEXTS = [
    "desain logo untuk toko online", "designer of logos", "the video", "yang desainer vidio",
    "c# and node.js", "o'neil's social media", "media sosial", "online toko", "",
]  # fmt: skip
_FUNCTIONS = {"plain": "plainto_tsquery", "phrase": "phraseto_tsquery", "raw": "to_tsquery"}
_FOUND = """
SELECT coalesce(array_agg(text) FILTER (WHERE
  to_tsvector('karya_id', projects_plain(text)) || to_tsvector('karya_en', projects_plain(text))
  @@ {query}
), '{{}}') FROM unnest(%(texts)s::text[]) text
"""
EVERY = frozenset(TEXTS)

terms = st.builds(
    Term,
    text=st.sampled_from(WORDS),
    others=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
    is_phrase=st.booleans(),
    is_minus=st.booleans(),
    joins=st.booleans(),
)


def found(query: str, **params: str) -> frozenset[str]:
    """The texts that have these words in either language."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(query=query), {"texts": TEXTS, **params})
        return frozenset(cursor.fetchone()[0])


def having(text: str, kind: str, config: str) -> frozenset[str] | None:
    """Those that have a text in one language; None where it is a small word."""
    function = f"{_FUNCTIONS[kind]}(%(config)s, %(text)s)"
    if kind != "raw":
        function = function.replace("%(text)s", "projects_plain(%(text)s)")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT numnode({function})", {"config": config, "text": text})
        if not cursor.fetchone()[0]:
            return None
    return found(function, config=config, text=text)


def of_term(term: Term, configs: Sequence[str]) -> list[frozenset[str]]:
    kinds = [(term.text, "phrase" if term.is_phrase else "plain")]
    if not term.is_minus:
        kinds += [(other, "phrase") for other in term.others]
        kinds += [(f"{term.text}:*", "raw")] if term.is_unfinished else []
    ways = [having(text, kind, config) for text, kind in kinds for config in configs]
    some = [way for way in ways if way is not None]
    return [EVERY - frozenset().union(*some)] if some and term.is_minus else some


def by_hand(terms: list[Term]) -> frozenset[str]:
    """What every part finds, without small words unless there are no others."""
    parts: list[list[Term]] = []
    for term in terms:
        if term.joins and parts:
            parts[-1].append(term)
        else:
            parts.append([term])

    def of_part(part: list[Term], configs: Sequence[str]) -> list[frozenset[str]]:
        return [way for term in part for way in of_term(term, configs)]

    def every(parts: list[list[Term]], configs: Sequence[str]) -> frozenset[str] | None:
        wanted = [of_part(part, configs) for part in parts]
        sets = [frozenset().union(*ways) for ways in wanted if ways]
        return reduce(and_, sets) if sets else None

    counting = [part for part in parts if all(of_part(part, [config]) for config in CONFIGS)]
    if counting:
        return every(counting, CONFIGS) or frozenset()
    return frozenset().union(*(every(parts, [config]) or frozenset() for config in CONFIGS))


@given(terms=st.lists(terms, min_size=1, max_size=4), unfinished=st.sampled_from(["", "des", "vi"]))
def test_it_finds_the_same(terms, unfinished):
    if unfinished:
        terms = [*terms, Term(text=unfinished, is_unfinished=True)]
    assert found("%(whole)s::tsquery", whole=ready([terms])[0].text) == by_hand(terms)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("video", "'video':*"),
        ("vid", "'vid':*"),
        ("-logo", "!( 'logo' )"),
        ("the", "'the':*"),
        ('"the"', "'the'"),  # a word in Indonesian
        ("design -logo c#", "( 'design' | 'desain' | 'rancang' ) & ( !( 'logo' ) ) & 'csharp'"),
        ("design the c#", "( 'design' | 'desain' | 'rancang' ) & 'csharp'"),
        ("c# yang", "'csharp' & 'yang':*"),
        ("-designers logo", "( !( 'designers' | 'design' ) ) & 'logo':*"),
        ("iklan", "'ads' | 'ad' | 'advertising' | 'advertis' | 'advertisement' | 'iklan':*"),
    ],
)
def test_it_is_as_short_as_can_be(words, query):
    assert ready([read_words(words)])[0].text == query
