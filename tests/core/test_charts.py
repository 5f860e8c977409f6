"""Columns stand on the ground, stay inside, and their table adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import BAR, HEIGHT, Block, Column, Series, bar_widths, lay_out
from core.money import Money

SERIES = [Series(kind="released", label="Released"), Series(kind="escrow", label="In escrow")]


def column(released: int, escrow: int = 0) -> Column:
    amounts = {"released": released, "escrow": escrow}
    return Column(short="Nov", label="November 2026", amounts=amounts)


def test_amounts_are_stacked_from_the_ground() -> None:
    chart = lay_out(SERIES, [column(5_000_00, 10_000_00), column(0, 20_000_00)], currency="IDR")
    assert [line.amount for line in chart.lines] == [
        Money(20_000_00, "IDR"),
        Money(10_000_00, "IDR"),
    ]
    assert chart.columns[0].blocks == [
        Block(kind="released", x=6, y=120, height=40),
        Block(kind="escrow", x=6, y=40, height=80),
    ]
    assert chart.columns[1].blocks == [Block(kind="escrow", x=42, y=0, height=160)]
    assert (chart.width, chart.bar) == (432, BAR)


def test_the_table_adds_up() -> None:
    chart = lay_out(SERIES, [column(100, 200), column(300)], currency="IDR")
    assert [one.total.minor for one in chart.columns] == [300, 300]
    assert [(one.label, one.amount.minor) for one in chart.totals] == [
        ("Released", 400),
        ("In escrow", 200),
    ]
    assert chart.total == Money(600, "IDR")


def test_nothing_is_an_empty_chart() -> None:
    assert lay_out(SERIES, [], currency="IDR").is_empty
    assert lay_out(SERIES, [column(0)], currency="IDR").columns[0].blocks == []


@pytest.mark.parametrize(
    ("currency", "most", "top"),
    [("IDR", 0, 200), ("IDR", 201, 400), ("IDR", 1_500_000_00, 2_000_000_00), ("JPY", 7, 10)],
)
def test_the_scale_ends_at_an_easy_amount(currency: str, most: int, top: int) -> None:
    chart = lay_out(SERIES, [column(most)], currency=currency)
    assert chart.lines[0].amount == Money(top, currency)


@given(st.lists(st.tuples(*[st.integers(0, 10**15)] * 2), min_size=1, max_size=24))
def test_no_column_leaves_the_drawing(amounts: list[tuple[int, int]]) -> None:
    chart = lay_out(SERIES, [column(*pair) for pair in amounts], currency="IDR")
    for drawn, pair in zip(chart.columns, amounts, strict=True):
        assert len(drawn.blocks) == sum(1 for minor in pair if minor)
        for block in drawn.blocks:
            assert block.height > 0
            assert 0 <= block.y <= HEIGHT - block.height + 2
            assert 0 <= block.x <= chart.width - chart.bar


def test_bars_are_measured_by_the_largest_and_what_is_not_told_has_none() -> None:
    assert bar_widths([200, 100, 1, 0, None]) == [100, 50, 1, 0, 0]
    assert bar_widths([None, 0]) == [0, 0]
    assert bar_widths([]) == []
