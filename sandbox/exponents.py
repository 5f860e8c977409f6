"""The bank's own units: how many digits it keeps after the point, per currency."""

from core.money import Money, exponent_of

EXPONENTS = {"IDR": 0, "JPY": 0}


def to_bank(amount: Money) -> int:
    """An amount in the bank's units; raises ValueError where it would lose a part."""
    places = exponent_of(amount.currency) - _exponent(amount.currency)
    step: int = 10**places
    units, rest = divmod(amount.minor, step)
    if rest:
        raise ValueError(f"{amount.minor} {amount.currency} has no whole amount")
    return units


def from_bank(units: int, currency: str) -> Money:
    """An amount of the bank as Money."""
    return Money(units * 10 ** (exponent_of(currency) - _exponent(currency)), currency)


def _exponent(currency: str) -> int:
    return EXPONENTS.get(currency, exponent_of(currency))
