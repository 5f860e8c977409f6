"""Towns and provinces as people name them: “kota Kendari” is found by “Kendari”."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

_KINDS = {"kota", "kabupaten", "kab", "kab.", "provinsi", "prov", "prov."}
_MORE = {"administrasi", "adm", "adm."}


@cache
def names() -> frozenset[str]:
    """Every town and province without its kind, in lower case."""
    return frozenset(Path(__file__).with_name("towns.txt").read_text().splitlines())


@cache
def _most_parts() -> int:
    return max(len(name.split()) for name in names())


def kind_before(words: Sequence[str]) -> int:
    """How many of the first words only say what kind of place the next ones name; 0 for none.

    The words that a place is found by do not hold its kind. “Kota” before anything else counts.
    """
    if not words or words[0] not in _KINDS:
        return 0
    many = 2 if len(words) > 1 and words[1] in _MORE else 1
    named = (" ".join(words[many : many + parts]) for parts in range(1, _most_parts() + 1))
    return many if any(name in names() for name in named) else 0
