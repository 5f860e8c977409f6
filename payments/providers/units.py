"""Amounts of providers that count in whole units: each has a table of exponents of its own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_datetime

from core.money import Money, exponent_of, smallest_step
from payments.providers.base import Unknown

LARGEST = 10**17  # far above any amount, within BIGINT


def to_units(amount: Money, exponents: Mapping[str, int]) -> int:
    """An amount in the provider's smallest units.

    Raises ValueError where a part of a unit would be lost, or for a currency not in the table.
    """
    if amount.currency not in exponents:
        raise ValueError(f"{amount.currency} is not offered")
    step = 10 ** (exponent_of(amount.currency) - exponents[amount.currency])
    units, rest = divmod(amount.minor, step)
    if rest:
        raise ValueError(f"{amount.minor} {amount.currency} has no whole amount")
    return int(units)


def from_number(number: object, currency: object, exponents: Mapping[str, int]) -> Money:
    """An amount that a provider wrote as a number or a text of major units.

    Raises Unknown for what is no amount of a currency in the table: garbled is no answer.
    """
    if isinstance(number, bool) or not isinstance(number, int | str | Decimal):
        raise Unknown("no amount")
    if not isinstance(currency, str) or currency not in exponents:
        raise Unknown("no currency of ours")
    try:
        minor = Decimal(number).scaleb(exponent_of(currency))
    except InvalidOperation as error:
        raise Unknown("no amount") from error
    if not minor.is_finite() or abs(minor) > LARGEST or minor % smallest_step(currency):
        raise Unknown("no whole amount")
    return Money(int(minor), currency)


def word(thing: Any, name: str) -> str:
    """A text of an object in an answer; empty where there is none."""
    value = thing.get(name) if isinstance(thing, Mapping) else None
    return value if isinstance(value, str) else ""


def needed(thing: Any, name: str) -> str:
    """A text that an answer cannot do without; raises Unknown."""
    value = word(thing, name)
    if not value:
        raise Unknown(f"no {name}")
    return value


def moment(text: str) -> datetime | None:
    """A moment with its offset, as ISO 8601 writes it."""
    try:
        read = parse_datetime(text)
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None
