"""Whether two written names are one person's: order, titles, initials, accents, case do not count.

An aid for people who look at payouts, not a proof: what is not clear is `close` or `differs`.
"""

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import permutations

from payments.states import NameMatch

Fits = Callable[[str, str], bool]
_TITLES = {
    *("dr", "dra", "drs", "drg", "drh", "ir", "prof", "h", "hj", "haji", "hajah", "kh", "r", "ra"),
    *("raden", "pak", "bapak", "bu", "ibu", "sdr", "sdri", "tn", "ny", "nn", "mr", "mrs", "ms"),
}
_DEGREES = {
    *("se", "sh", "sp", "st", "ss", "skom", "sip", "sos", "spd", "ssos", "ssi", "skm", "sked"),
    *("mm", "ma", "msi", "msc", "mkom", "mpd", "mba", "phd", "amd", "akt", "bsc", "ba", "mt", "mh"),
}
_DEGREE = re.compile(r"(?<=\w)\.(?=\w)")
_WORDS = re.compile(r"[^\W\d_]+")
_ALIKE = 0.8
_MOST_WORDS = 6
_NAMES_BEFORE_A_DEGREE = 2


def compare(holder: str, legal: str) -> NameMatch:
    """How well the name of an account's holder fits a legal name; two empty names differ."""
    one, two = _words(holder), _words(legal)
    if not one or not two:
        return NameMatch.DIFFERS
    if sorted(one) == sorted(two) or "".join(one) == "".join(two):
        return NameMatch.MATCH
    return _compare_words(*sorted((one, two), key=len))


def _compare_words(short: list[str], long: list[str]) -> NameMatch:
    if _has_whole_word(short, long) and _all_found(short, long, _same_or_initial):
        return NameMatch.MATCH if len(short) == len(long) else NameMatch.CLOSE
    is_near = len(long) - len(short) <= 1 and any(len(word) > 1 for word in short)
    is_alike = is_near and _all_found(short, long, _alike)
    return NameMatch.CLOSE if is_alike else NameMatch.DIFFERS


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("\u2019", "").replace("'", "").replace("`", "")
    first, _comma, _degrees = plain.partition(",")
    words = _WORDS.findall(_DEGREE.sub("", first))
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > _NAMES_BEFORE_A_DEGREE and words[-1] in _DEGREES:
        words = words[:-1]
    return words[:_MOST_WORDS]


def _all_found(short: list[str], long: list[str], fits: Fits) -> bool:
    """Whether each word of the shorter name has its own partner in the longer one."""
    return any(
        all(fits(a, b) for a, b in zip(short, order, strict=True))
        for order in permutations(long, len(short))
    )


def _same_or_initial(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def _alike(a: str, b: str) -> bool:
    return _same_or_initial(a, b) or SequenceMatcher(None, a, b).ratio() >= _ALIKE


def _has_whole_word(one: list[str], two: list[str]) -> bool:
    return any(len(word) > 1 for word in set(one) & set(two))
