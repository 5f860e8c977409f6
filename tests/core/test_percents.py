"""Parts of a whole: they sum to a hundred, whatever is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.percents import percents_of


@pytest.mark.parametrize(
    ("amounts", "percents"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([2, 1], [67, 33]),
        ([999, 1], [100, 0]),
        ([5, 5], [50, 50]),
        ([7], [100]),
        ([0, 0], [0, 0]),
        ([], []),
    ],
)
def test_percents_are_rounded_and_sum_to_a_hundred(amounts: list[int], percents: list[int]) -> None:
    assert percents_of(amounts) == percents


@given(st.lists(st.integers(min_value=0, max_value=10**15), max_size=9))
def test_percents_always_sum_to_a_hundred(amounts: list[int]) -> None:
    percents = percents_of(amounts)

    whole = sum(amounts)
    assert sum(percents) == (100 if whole else 0)
    for amount, percent in zip(amounts, percents, strict=True):
        assert percent * whole - whole < amount * 100 < percent * whole + whole or not whole
