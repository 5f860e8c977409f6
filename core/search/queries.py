"""Terms as a query of Postgres, which makes words of their texts once and in as few parts as do."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE

from core.search.documents import CONFIGS, Plain
from core.search.words import Term

# A word of a query as Postgres writes it, and whether it is the beginning of words.
_WORD = re.compile(r"'(?P<word>(?:[^'\\]|''|\\.)*)'(?::(?P<begins>\*))?")
_MOST_KNOWN = 20_000
# Words whose stem in their own language is another word: “pemasaran” (marketing) is “pasar”, a
# market. The other language leaves them as they are, so they are looked for in that one.
_AS_WRITTEN = {
    "pemasaran": "karya_en",
    "pemasar": "karya_en",
    "memasarkan": "karya_en",
    "marketing": "karya_id",
    "marketer": "karya_id",
    "pengembang": "karya_en",
    "pengembangan": "karya_en",
    "developer": "karya_id",
    "developers": "karya_id",
    "daring": "karya_id",
}

Piece = tuple[str, str, str]  # a text, the kind of its query, a language
Known = Mapping[Piece, str]  # as Postgres writes it
_known: dict[Piece, str] = {}


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
        return Ready(_WORD.sub(rf"'\g<word>':\g<begins>{weight}", self.text))


def ready(groups: Sequence[Sequence[Term]], configs: Collection[str] = CONFIGS) -> list[Ready]:
    """The query of each group of terms (1 query, and none for words of late).

    Each term counts in either language; one that is a small word in either does not count, unless
    nothing else is asked for. In fewer languages (`configs`) less is found.
    """
    needed = {piece for terms in groups for term in terms for piece in _pieces(term)}
    known = {piece: text for piece in needed if (text := _known.get(piece)) is not None}
    if new := sorted(needed - known.keys()):
        made = dict(zip(new, _texts(new), strict=True))
        if len(_known) > _MOST_KNOWN:
            _known.clear()  # other threads hold what they need
        _known.update(made)
        known |= made
    return [Ready(_whole(terms, configs, known)) for terms in groups]


def single(terms: Sequence[Term]) -> list[list[Term]]:
    """Each term that must be there, alone."""
    return [[replace(term, joins=False)] for term in terms if not term.is_minus]


def _whole(terms: Sequence[Term], configs: Collection[str], known: Known) -> str:
    """All parts; those that are empty in neither language, where there are such."""
    parts: list[list[Term]] = []
    for term in terms:
        if term.joins and parts:
            parts[-1].append(term)
        else:
            parts.append([term])
    counting = [part for part in parts if all(any(_ways(part, [c], known)) for c in CONFIGS)]
    if counting:
        return _every(counting, configs, known)
    return " | ".join(_grouped(_few(_every(parts, [config], known) for config in configs)))


def _every(parts: Sequence[Sequence[Term]], configs: Collection[str], known: Known) -> str:
    """All parts, each in any of these languages."""
    found = (" | ".join(_grouped(_few(_ways(part, configs, known)))) for part in parts)
    return " & ".join(_grouped([*filter(None, found)]))


def _ways(part: Sequence[Term], configs: Collection[str], known: Known) -> Iterator[str]:
    """What each of which suffices for a part; nothing where it is a small word."""
    for term in part:
        ways = _few(known[piece] for piece in _pieces(term) if piece[2] in configs)
        if term.is_minus and ways:
            yield f"!( {' | '.join(_grouped(ways))} )"
        elif not term.is_minus:
            yield from ways


def _pieces(term: Term) -> list[Piece]:
    """The texts of a term that Postgres makes words of."""
    kinds = [(term.text, "phrase" if term.is_phrase else "plain")]
    if not term.is_minus:
        kinds += [(other, "phrase") for other in term.others]
        kinds += [(f"{term.text}:*", "raw")] if term.is_unfinished else []
    return [(text, kind, config) for text, kind in kinds for config in CONFIGS]


def _few(ways: Iterable[str]) -> list[str]:
    """Each way once, and none that another one holds: not “design” beside “desi…”.

    An index of words reads every way, and every row that is walked over is asked for every way.
    """
    once = [*dict.fromkeys(filter(None, ways))]
    words = {way: _WORD.fullmatch(way) for way in once}
    begun = {found["word"] for found in words.values() if found and found["begins"]}

    def is_held(found: re.Match[str]) -> bool:
        others = begun - {found["word"]} if found["begins"] else begun
        return found["word"].startswith(tuple(others))

    return [way for way, found in words.items() if not (found and is_held(found))]


def _grouped(ways: Sequence[str]) -> list[str]:
    """In brackets where a way is more than a word and stands beside others."""
    if len(ways) < 2:
        return [*ways]
    return [way if _WORD.fullmatch(way) else f"( {way} )" for way in ways]


def _config(text: str, asked: str) -> str:
    """The language to make words of a text in."""
    words = text.removesuffix(":*").split()
    return next((_AS_WRITTEN[word] for word in words if word in _AS_WRITTEN), asked)


def _texts(pieces: Sequence[Piece]) -> Sequence[str]:
    query = Query(None)
    for number, (text, kind, asked) in enumerate(pieces):
        config = _config(text, asked)
        plain = text if kind == "raw" else Plain(Value(text))
        words = SearchQuery(plain, config=config, search_type=kind)
        query.add_annotation(Cast(words, TextField()), f"_{number}")
    found: Sequence[str] = query.get_compiler(using=DEFAULT_DB_ALIAS).execute_sql(SINGLE)
    return found
