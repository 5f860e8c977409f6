"""Counts that may be shown: small ones are hidden, and enough others that nobody can compute them.

A count above zero and below `least` is hidden. Where the total is known too, one hidden count would
be what the others leave, so the next larger ones are hidden with it (complementary suppression)
until the hidden ones are not all alike. Then nobody can tell them apart: the rule looks at values
only, never at places, so the same counts in another order would be shown the same way. This needs
a total above `(least - 1) * len(counts)`; of a smaller one nothing is shown.
"""

from collections.abc import Sequence


def hide(counts: Sequence[int], *, least: int) -> list[int | None]:
    """Each count, or None where it is hidden."""
    if sum(counts) <= (least - 1) * len(counts):
        return [None] * len(counts)
    hidden = {count for count in counts if 0 < count < least}
    larger = sorted({count for count in counts if count >= least})
    while hidden and not _is_safe([count for count in counts if count in hidden], least):
        hidden.add(larger.pop(0))
    return [None if count in hidden else count for count in counts]


def _is_safe(hidden: Sequence[int], least: int) -> bool:
    """Some differ, and together they are no small group themselves."""
    return len(set(hidden)) > 1 and sum(hidden) >= least


def in_steps(many: int, *, step: int) -> int:
    """The number of things that may be told of: it grows by whole steps.

    Who looks today and tomorrow sees the difference of at least `step` things, never of one.
    """
    return many - many % step
