"""Every fifth place is kept for a newcomer; each result stands in exactly one place."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.pages import Key
from core.search.turns import Turns, _in_turn

NOW = datetime(2026, 11, 10, 2, 0, 0, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    pk: int
    _score: int
    _is_new: bool


def rows(*scores: int, is_new: bool) -> deque[Row]:
    made = [Row(2 * at + is_new, score, is_new) for at, score in enumerate(scores)]
    return deque(sorted(made, key=lambda row: (-row._score, -row.pk)))


def places(others: deque[Row], newcomers: deque[Row], size: int) -> str:
    """N for a newcomer by points, K in a kept place, o for the others."""
    page = _in_turn(others, newcomers, size)
    return "".join("K" if t.is_kept_place else "N" if t.row._is_new else "o" for t in page)


@pytest.mark.parametrize(
    ("others", "newcomers", "expected"),
    [
        ([50] * 9, [10, 10, 10], "ooooKooooKoN"),  # the last has no turn left and comes in the end
        ([50] * 9, [], "ooooooooo"),
        ([], [1, 2], "NN"),
        ([50] * 6, [60, 10], "NoooKooo"),
        ([50, 40, 30, 20, 10], [15], "ooooNo"),  # its own points bring it to the fifth place
    ],
)
def test_the_fifth_place(others, newcomers, expected):
    assert places(rows(*others, is_new=False), rows(*newcomers, is_new=True), 20) == expected


@given(
    st.lists(st.integers(0, 9), max_size=40),
    st.lists(st.integers(0, 9), max_size=40),
)
def test_pages_after_pages_are_one_long_page(some, new):
    whole = _in_turn(rows(*some, is_new=False), rows(*new, is_new=True), 100)
    others, newcomers = rows(*some, is_new=False), rows(*new, is_new=True)
    pages = [_in_turn(others, newcomers, 20) for _each in range(5)]
    assert [turn for page in pages for turn in page] == whole
    assert len({turn.row.pk for turn in whole}) == len(whole) == len(some) + len(new)
    for row in (False, True):
        order = [turn.row for turn in whole if turn.row._is_new == row]
        assert order == sorted(order, key=lambda r: (-r._score, -r.pk))


def test_a_place_survives_the_address():
    place = Key("_score").place_of(Row(7, 12345, _is_new=True))
    turns = Turns(as_of=datetime(2026, 11, 10, tzinfo=UTC), newcomers=place)
    assert Turns.read(str(turns), NOW) == turns


@pytest.mark.parametrize("after", ["", "~", "1~2", "x~1~2~3~4", "-1~1~2~3~4", f"{10**15}~1~2~3~4"])
def test_an_unreadable_place_is_the_start(after):
    assert Turns.read(after, NOW) == Turns(as_of=datetime(2026, 11, 10, 2, 0, 1, tzinfo=UTC))
