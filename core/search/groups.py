"""Facets whose options are rows of a table, some of which lie in others."""

from collections.abc import Sequence

from core.search.facets import Choice

Row = tuple[str, str, str, str, str, int]  # facet, value, words, what it lies in, its words, count


def in_groups(rows: Sequence[Row], opened: str) -> dict[str, list[Choice]]:
    """The choices of each facet, the most frequent first.

    A row that lies in another counts for that one, and is a choice of its own, below the other,
    where it or the other is `opened`.
    """
    found: dict[str, dict[str, Choice]] = {}
    below: dict[str, list[Choice]] = {}
    for facet, value, label, over, over_label, count in rows:
        key, words = (over, over_label) if over else (value, label)
        of_facet = found.setdefault(facet, {})
        of_facet[key] = (key, words, of_facet.get(key, (key, words, 0))[2] + count)
        if over:
            below.setdefault(over, []).append((value, f"– {label}", count))
    opens = {over for _f, value, _l, over, _o, _c in rows if over and opened in (over, value)}
    return {facet: _in_order(of_facet, below, opens) for facet, of_facet in found.items()}


def _in_order(
    choices: dict[str, Choice], below: dict[str, list[Choice]], opens: set[str]
) -> list[Choice]:
    shown: list[Choice] = []
    for choice in sorted(choices.values(), key=lambda c: -c[2]):
        shown.append(choice)
        if choice[0] in opens:
            shown += sorted(below[choice[0]], key=lambda c: -c[2])
    return shown
