"""Parts of a whole: they sum to a hundred, whatever is counted."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.percents import format_bps, percents_of
from marketplace.translations import LOCALE, ROOT


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


def test_basis_points_are_written_as_each_language_does() -> None:
    assert [format_bps(bps) for bps in (1000, 1250, 1234, 5)] == ["10%", "12.5%", "12.34%", "0.05%"]
    with translation.override("id"):
        assert format_bps(1250) == "12,5%"


def test_no_space_stands_before_the_sign() -> None:
    catalog = LOCALE / "id" / "LC_MESSAGES" / "django.po"
    pages = [file for file in (ROOT / "templates").rglob("*") if file.is_file()]
    apart = re.compile(r"(?:[0-9]|[%}]}|\)[sd]) %%?(?![}a-z(])")
    assert [f.name for f in [catalog, *pages] if apart.search(f.read_text())] == []
