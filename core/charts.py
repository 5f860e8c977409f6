"""Charts laid out on the server: places and sizes, without any styling.

Columns of money over time are drawn by `<c-column-chart>`, bars of counts by `<c-bar>` in the rows
of a table. Both show the same numbers as text, so nothing depends on the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.money import Money, exponent_of

STEP = 36  # width of one column with the space beside it, in units of the drawing
BAR = 24
HEIGHT = 160
PLACES = 12  # a chart of fewer columns keeps their width, and leaves the rest empty
_LEAST = 2  # an amount of one rupiah still shows
_NICE = (1, 2, 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One kind of money in a chart; `kind` is a colour of `core.money_bar.KINDS`."""

    kind: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What stands at one place of the axis: minor units by kind, none below zero.

    `short` is what fits under the column, such as “Nov”; `label` says it in full.
    """

    short: str
    label: str
    amounts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One amount in the drawing, measured from its top left corner."""

    kind: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line across the drawing, and the amount that it stands for."""

    y: int
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One amount of the table, with the word at the head of its column."""

    label: str
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A column in its place, and its row of the table: one amount per series, and their sum."""

    column: Column
    middle: int
    blocks: list[Block]
    cells: list[Cell]
    total: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A drawing of `width` by `height` units, and its table."""

    series: Sequence[Series]
    columns: list[Drawn]
    lines: list[Line]
    totals: list[Cell]
    total: Money
    width: int
    height: int = HEIGHT
    bar: int = BAR

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.total


def lay_out(series: Sequence[Series], columns: Sequence[Column], *, currency: str) -> Chart:
    """A stacked column for each place; amounts are minor units of one currency."""
    top = _nice_top(max((sum(_of(series, one)) for one in columns), default=0), currency)
    drawn = [_draw(series, one, at, top, currency) for at, one in enumerate(columns)]
    totals = [sum(_of([one], column)[0] for column in columns) for one in series]
    return Chart(
        series=series,
        columns=drawn,
        lines=_lines(top, currency),
        totals=_cells(series, totals, currency),
        total=Money(sum(totals), currency),
        width=max(len(columns), PLACES) * STEP,
    )


def _draw(series: Sequence[Series], column: Column, at: int, top: int, currency: str) -> Drawn:
    minors = _of(series, column)
    blocks, y = [], HEIGHT
    for one, minor in zip(series, minors, strict=True):
        height = max(minor * HEIGHT // top, _LEAST) if minor else 0
        y = max(y - height, 0)
        if minor:
            left = at * STEP + (STEP - BAR) // 2
            blocks.append(Block(kind=one.kind, x=left, y=y, height=height))
    return Drawn(
        column=column,
        middle=at * STEP + STEP // 2,
        blocks=blocks,
        cells=_cells(series, minors, currency),
        total=Money(sum(minors), currency),
    )


def _of(series: Sequence[Series], column: Column) -> list[int]:
    return [column.amounts.get(one.kind, 0) for one in series]


def _cells(series: Sequence[Series], minors: list[int], currency: str) -> list[Cell]:
    return [
        Cell(label=one.label, amount=Money(minor, currency))
        for one, minor in zip(series, minors, strict=True)
    ]


def _lines(top: int, currency: str) -> list[Line]:
    """The top of the scale and its half, in amounts that are easy to say."""
    return [
        Line(y=0, amount=Money(top, currency)),
        Line(y=HEIGHT // 2, amount=Money(top // 2, currency)),
    ]


def _nice_top(most: int, currency: str) -> int:
    """The next of 2, 4, 10, 20, 40, 100 … units of the currency that is not below `most`."""
    power: int = 2 * 10 ** exponent_of(currency)
    while True:
        for nice in _NICE:
            if nice * power >= most:
                return nice * power
        power *= 10


def bar_widths(counts: Sequence[int | None]) -> list[int]:
    """A length for each count, of 100 for the largest; none for a count that is not told."""
    most = max((count or 0 for count in counts), default=0) or 1
    return [max((count or 0) * 100 // most, 1) if count else 0 for count in counts]
