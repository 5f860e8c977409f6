"""Numbers about a person that rooms above payments know, and that payments may ask for by name.

Payments does not know contracts or disputes; their apps hand in a function when they are ready.
"""

from collections.abc import Callable
from typing import TypeAlias

Count: TypeAlias = Callable[[int], int]

CONTRACTS = "contracts"  # completed as a freelancer
DISPUTES_LOST = "disputes_lost"

_counts: dict[str, Count] = {}


def provide(name: str, count: Count) -> None:
    """Hand in who counts something, by the id of a person."""
    _counts[name] = count


def count(name: str, user_id: int) -> int:
    """How much of something a person has; zero where nobody counts it."""
    counted = _counts.get(name)
    return counted(user_id) if counted is not None else 0
