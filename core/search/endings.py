"""The beginning of a word as the known words that begin with it.

For large tables: an index of words reads all rows of every word that has a beginning, before it
looks at what else is asked; of whole words it reads only what the rarest of them leaves.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Model, QuerySet

from core.search.words import Term

_MOST = 10


def with_endings(terms: Sequence[Term], known: type[Model]) -> Sequence[Term]:
    """The terms, an unfinished last one as the known words that begin so, the most used ones.

    Where no known word does, it stays a beginning, which is rare then (1 query if there is one).
    `known` is the dictionary: a table of words (`text`) and how often they are used (`uses`).
    """
    if not terms or not terms[-1].is_unfinished:
        return terms
    last = terms[-1]
    likely: QuerySet[Model] = QuerySet(known).filter(text__startswith=last.text)
    words = [*likely.order_by("-uses", "text").values_list("text", flat=True)[:_MOST]]
    if not words:
        return terms
    others = dict.fromkeys([*last.others, *(word for word in words if word != last.text)])
    return [*terms[:-1], replace(last, others=tuple(others), is_unfinished=False)]
