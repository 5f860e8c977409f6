"""The bar is always full, and every slice can be seen."""

from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from core.money_bar import BAR_WIDTH, Slice, lay_out


def _slice(minor: int) -> Slice:
    return Slice(kind="escrow", label="In escrow", amount=Money(minor, "IDR"))


def test_slices_lie_side_by_side() -> None:
    parts = lay_out([_slice(30), _slice(0), _slice(70)])

    assert [(part.start, part.width, part.percent) for part in parts] == [
        (0, 300, 30),
        (300, 700, 70),
    ]


def test_nothing_makes_no_bar() -> None:
    assert lay_out([_slice(0)]) == []


@given(st.lists(st.integers(min_value=1, max_value=10**15), min_size=1, max_size=7))
def test_bar_is_exactly_full(amounts: list[int]) -> None:
    parts = lay_out([_slice(minor) for minor in amounts])

    assert sum(part.width for part in parts) == BAR_WIDTH
    assert sum(part.percent for part in parts) == 100
    assert all(part.width > 0 for part in parts)
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
