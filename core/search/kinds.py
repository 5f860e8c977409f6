"""Kinds of work by the names that are shown, and the one word by which their postings are found."""

from functools import cache
from pathlib import Path


@cache
def kinds() -> dict[str, str]:
    """Every name of a kind of work, with the word that its postings carry beside their own."""
    lines = Path(__file__).with_name("kinds.txt").read_text().splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return {name: word_of(key) for key, *names in rows for name in names}


def word_of(key: str) -> str:
    """As `projects_opening_words` makes it of the key of a category: nothing people write."""
    return "kind0" + key.replace("-", "")
