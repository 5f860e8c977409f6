"""Chance that falls the same way every time."""

from random import Random


def dice(about: str) -> Random:
    """Dice for one purpose: the same words, the same throws, on every machine."""
    return Random(about)  # noqa: S311 - variety, not secrecy
