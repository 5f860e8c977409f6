"""Parts of a whole in percent, written `12.5%` in English and `12,5%` in Indonesian."""

from collections.abc import Sequence

from django.utils import formats


def percents_of(amounts: Sequence[int]) -> list[int]:
    """The part of each in the whole, in whole percent that sum to 100 (largest remainder).

    Of equal remainders the first is rounded up; nothing has any part of nothing.
    """
    whole = sum(amounts)
    if not whole:
        return [0] * len(amounts)
    percents = [amount * 100 // whole for amount in amounts]
    by_rest = sorted(range(len(amounts)), key=lambda at: -(amounts[at] * 100 % whole))
    for at in by_rest[: 100 - sum(percents)]:
        percents[at] += 1
    return percents


def format_bps(bps: int) -> str:
    """Basis points as a percentage in the reader's language: 1000 is 10%."""
    digits = 0 if bps % 100 == 0 else 1 if bps % 10 == 0 else 2
    return f"{formats.number_format(bps / 100, digits)}%"
