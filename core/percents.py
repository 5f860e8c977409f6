"""Parts of a whole in percent."""

from collections.abc import Sequence


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
