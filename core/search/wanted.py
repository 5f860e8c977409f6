"""The words of a search once they are read, and what to look for where they bring nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Model, QuerySet

from core.search.documents import CONFIGS
from core.search.facets import Counted
from core.search.queries import ready, single
from core.search.typos import mended, some_of
from core.search.words import Term, read_words

Row = TypeVar("Row", bound=Model)
Numbers = TypeVar("Numbers", bound=Counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the rows that are found must mention."""

    has_words: bool
    terms: Sequence[Term]
    instead: str = ""  # the words that are looked for, where those asked for bring nothing
    is_any: bool = False  # some of the words suffice

    @classmethod
    def of(cls, words: str) -> "Wanted":
        return cls(has_words=bool(words), terms=read_words(words))

    def among(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those that mention the words, in either language; the rows have a column `search`."""
        if self.has_words and not self.terms:
            return rows.none()  # nothing in it is a word
        if not self.terms:
            return rows
        # Those of single terms are weighed in the results, and cost no query of their own here.
        every, *_single = ready([self.terms, *single(self.weighed)])
        return rows.filter(search=every)

    def likely(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """About as many as `among` leaves, for Postgres to say how many it expects.

        A word stands in a row with its stems of both languages: who asks for either is thought to
        find twice as many.
        """
        if not self.terms:
            return self.among(rows)
        return rows.filter(search=ready([self.terms], CONFIGS[:1])[0])

    @property
    def weighed(self) -> Sequence[Term]:
        """The terms that are looked for in each result; where some suffice, more are better."""
        return [replace(t, joins=False) for t in self.terms] if self.is_any else self.terms

    def or_else(
        self, known: type[Model], count: Callable[["Wanted"], Numbers]
    ) -> tuple["Wanted", Numbers]:
        """These words, or where they bring nothing the next best that do, and what they bring."""
        counts = count(self)
        for other in () if counts["total"] else self._others(known):
            found = count(other)
            if found["total"]:
                return other, found
        return self, counts

    def _others(self, known: type[Model]) -> Iterator["Wanted"]:
        """What else to look for: the nearest words of a dictionary, then some of the words."""
        terms = mended(self.terms, known)
        if terms is not None:
            yield replace(self, terms=terms, instead=" ".join(term.text for term in terms))
        terms = some_of(self.terms)
        if terms is not None:
            yield replace(self, terms=terms, is_any=True)
