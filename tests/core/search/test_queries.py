"""Queries of words are short, and find what Postgres' own operators would."""

from functools import reduce
from operator import and_, or_

import pytest
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE
from hypothesis import given
from hypothesis import strategies as st

from core.search.documents import CONFIGS, Plain
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
_FOUND = """
SELECT array_agg(
  to_tsvector(config, projects_plain(text)) @@ %(query)s::tsquery ORDER BY text, config
)
FROM unnest(%(texts)s::text[]) text, unnest(ARRAY['karya_id', 'karya_en']::regconfig[]) config
"""

terms = st.builds(
    Term,
    text=st.sampled_from(WORDS),
    others=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
    is_phrase=st.booleans(),
    is_minus=st.booleans(),
    joins=st.booleans(),
)


def by_operators(terms: list[Term]) -> str:
    """The same by Postgres' operators on queries, nothing left out."""
    query = Query(None)
    whole = reduce(or_, [_in_language(terms, config) for config in CONFIGS])
    query.add_annotation(Cast(whole, TextField()), "_text")
    return str(query.get_compiler(using="default").execute_sql(SINGLE)[0])


def _in_language(terms: list[Term], config: str) -> SearchQueryCombinable:
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


def found(query: str) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"query": query, "texts": TEXTS})
        return list(cursor.fetchone()[0])


@given(terms=st.lists(terms, min_size=1, max_size=4), unfinished=st.sampled_from(["", "des", "vi"]))
def test_it_finds_the_same(terms, unfinished):
    if unfinished:
        terms = [*terms, Term(text=unfinished, is_unfinished=True)]
    assert found(ready([terms])[0].text) == found(by_operators(terms))


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("video", "'video':*"),
        ("vid", "'vid':*"),
        ("-logo", "!( 'logo' )"),
        ("the", "'the':*"),
        ('"the"', "'the'"),  # a word in Indonesian
        ("design -logo c#", "( 'design' | 'desain' | 'rancang' ) & ( !( 'logo' ) ) & 'csharp'"),
    ],
)
def test_it_is_as_short_as_can_be(words, query):
    assert ready([read_words(words)])[0].text == query
