"""Stripe's own units: how many digits it keeps after the point, per currency.

Source: docs.stripe.com/currencies ("unless noted, two-decimal"); rupiah are two-decimal there, so
that Rp100.000 is `amount=10000000`.
"""

from decimal import Decimal

from core.money import Money, exponent_of, smallest_step

ZERO_DECIMAL = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])


def to_stripe(amount: Money) -> int:
    """An amount in Stripe's units; raises ValueError where it would lose a part."""
    return to_units(amount.decimal, amount.currency)


def from_stripe(units: int, currency: str) -> Money:
    """An amount of Stripe as Money; its currency codes are lower case."""
    code = currency.upper()
    minor = from_units(units, code).scaleb(exponent_of(code))
    if minor != minor.to_integral_value():
        raise ValueError(f"{units} {code} has no whole amount")
    return Money(int(minor), code)


def cost_from_stripe(units: int, currency: str) -> Money:
    """What Stripe kept, in whole rupiah: it counts sen there, and the book has none.

    Rounded up, so that Karya never thinks it has more than it has; less than a rupiah a payment.
    """
    cost = from_stripe(units, currency)
    return Money(cost.minor + -cost.minor % smallest_step(cost.currency), cost.currency)


def to_units(amount: Decimal, currency: str) -> int:
    """Major units in Stripe's; the last of three decimals must be zero, as Stripe asks."""
    units = amount.scaleb(_exponent(currency))
    step = 10 if currency in THREE_DECIMAL else 1
    if units != units.to_integral_value() or int(units) % step:
        raise ValueError(f"{amount} {currency} has no whole amount")
    return int(units)


def from_units(units: int, currency: str) -> Decimal:
    """Stripe's units in major ones, exact."""
    return Decimal(units).scaleb(-_exponent(currency))


def _exponent(currency: str) -> int:
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2
