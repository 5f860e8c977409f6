"""What the pages of every search show around the results."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

from core.search.asked import Search
from core.search.ranking import Scale


def around(
    search: Search, scale: Scale, orders: Mapping[str, str | Promise], start: str
) -> dict[str, Any]:
    """Addresses of the search with one thing changed; `start` is that of the list itself."""
    return {
        "search": search,
        "start": start,
        "orders": [(order, words, search.query(order=order)) for order, words in orders.items()],
        "drop_words": search.query(q=""),
        "weights": scale.parts(scale.read(search.weights)),
        "own_weights_off": search.query(weights=""),
        "first_page": search.query(),
        "hide_search": True,
    }
