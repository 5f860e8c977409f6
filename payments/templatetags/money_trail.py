"""Where is the money: the bar and the lines of the book, for whoever shows escrows."""

from collections.abc import Iterable
from typing import Any

from django import template

from core.money import Money
from payments.models import Escrow
from payments.selectors import slices_of
from payments.taken_back import taken_of_released
from payments.trails import lines_for_both

register = template.Library()


@register.inclusion_tag("payments/_money_trail.html")
def where_is_the_money(escrows: Iterable[Escrow], ahead: Money | None = None) -> dict[str, Any]:
    """`{% where_is_the_money escrows %}`: one bar for escrows of one currency (2 queries).

    `ahead` is what is still to be paid for steps that have no escrow yet.
    """
    shown = list(escrows)
    slices = slices_of(shown, taken=taken_of_released(shown), ahead=ahead)
    minor = sum(part.amount.minor for part in slices)
    return {
        "slices": slices,
        "total": Money(minor, shown[0].currency) if shown else None,
        "lines": lines_for_both(shown) if shown else [],
    }
