"""Where nothing was found: the nearest known words instead, or some of the words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import connection
from django.db.models import Model

from core.search.words import Term, same_as

_SHORTEST = 3
_SHORT = 5  # shorter words are mended by one letter only
_LEARN = r"""
INSERT INTO {table} (text, uses)
SELECT word, sum(nentry) FROM (
  SELECT word, nentry FROM ts_stat($$ {texts} $$) WHERE word ~ '^[[:alpha:]]{{3,40}}$'
  UNION ALL SELECT known, 1 FROM unnest(%s::text[]) known
) counted GROUP BY word
"""


def mended(terms: Sequence[Term], known: type[Model]) -> list[Term] | None:
    """The terms with unknown words replaced by the nearest known ones; None if that is none.

    `known` is the dictionary: a table of words (`text`) and how often they are used (`uses`).
    """
    near = _near([term.text for term in terms if _may_be_mended(term)], known)
    better = [
        replace(term, text=near[term.text], others=(), is_unfinished=False)
        if _may_be_mended(term)
        else term
        for term in terms
    ]
    changed = [new.text != old.text for new, old in zip(better, terms, strict=True)]
    if not any(changed):
        return None
    return [
        replace(new, others=same_as(new.text)) if is_new else old
        for new, old, is_new in zip(better, terms, changed, strict=True)
    ]


def _may_be_mended(term: Term) -> bool:
    is_word = len(term.text) >= _SHORTEST and term.text.isalpha()
    return is_word and not (term.is_phrase or term.is_minus)


def _near(words: Sequence[str], known: type[Model]) -> dict[str, str]:
    """For each word the nearest that is known, with the fewest other letters (1 query)."""
    if not words:
        return {}
    sql = "SELECT " + ", ".join(["core_word_near(%s, %s, %s)"] * len(words))
    table = known._meta.db_table
    params = [part for w in words for part in (table, w, 1 if len(w) < _SHORT else 2)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return {word: near or word for word, near in zip(words, found, strict=True)}


def some_of(terms: Sequence[Term]) -> list[Term] | None:
    """Some of the words instead of all; those with a minus stay away. None for a single word."""
    wanted = [term for term in terms if not term.is_minus]
    if len(wanted) < 2:
        return None
    first, *others = wanted
    either = [replace(first, joins=False), *(replace(term, joins=True) for term in others)]
    return [*either, *(replace(term, joins=False) for term in terms if term.is_minus)]


def learn(known: type[Model], texts: str, always: Iterable[str]) -> int:
    """Count the words of a dictionary anew; return how many are known.

    `texts` is a query that gives a text vector for each text; the words of `always` are known also
    where no text has them.
    """
    words = {word for text in always for word in text.lower().split()}
    sure = sorted(word for word in words if len(word) >= _SHORTEST and word.isalpha())
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {known._meta.db_table}")  # noqa: S608 -- a table of ours
        cursor.execute(_LEARN.format(table=known._meta.db_table, texts=texts), [sure])
        return int(cursor.rowcount)
