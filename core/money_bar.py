"""Where is the money: amounts laid out as one bar, left to right, without any styling."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import Money
from core.percents import percents_of

BAR_WIDTH = 1000
_LEAST = 12  # a slice of one rupiah still shows
KINDS = ("unpaid", "escrow", "released", "paid-out", "fee", "tax", "refunded", "charged-back")


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """One part of the money: what it is, how much, and a sentence that says more."""

    kind: str
    label: str
    amount: Money
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A slice with its place on the bar, in thousandths of the width."""

    slice: Slice
    start: int
    width: int
    percent: int

    @property
    def end(self) -> int:
        return self.start + self.width


def lay_out(slices: Sequence[Slice]) -> list[Segment]:
    """The slices that are not empty, side by side, filling the bar exactly."""
    parts = [part for part in slices if part.amount.minor > 0]
    whole = sum(part.amount.minor for part in parts)
    widths = _fill([max(part.amount.minor * BAR_WIDTH // whole, _LEAST) for part in parts])
    starts = [sum(widths[:index]) for index in range(len(widths))]
    percents = percents_of([part.amount.minor for part in parts])
    return [
        Segment(slice=part, start=start, width=width, percent=percent)
        for part, start, width, percent in zip(parts, starts, widths, percents, strict=True)
    ]


def _fill(widths: list[int]) -> list[int]:
    """Give what rounding left over, or took too much, to the widest."""
    if widths:
        widest = widths.index(max(widths))
        widths[widest] += BAR_WIDTH - sum(widths)
    return widths
