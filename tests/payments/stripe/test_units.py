"""Stripe's units, both ways."""

from decimal import Decimal

import pytest

from core.money import EXPONENTS, Money
from payments.providers.stripe.units import (
    THREE_DECIMAL,
    ZERO_DECIMAL,
    cost_from_stripe,
    from_stripe,
    from_units,
    to_stripe,
    to_units,
)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Money(100_000_00, "IDR"), 10_000_000),
        (Money(1_50, "USD"), 150),
        (Money(500, "JPY"), 500),
        (Money(1, "EUR"), 1),
    ],
)
def test_what_karya_keeps_crosses_both_ways(ours: Money, theirs: int) -> None:
    assert to_stripe(ours) == theirs
    assert from_stripe(theirs, ours.currency.lower()) == ours


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_of_ours_comes_back(currency: str) -> None:
    assert from_stripe(to_stripe(Money(123_400, currency)), currency.lower()) == Money(
        123_400, currency
    )


@pytest.mark.parametrize("currency", sorted(ZERO_DECIMAL))
def test_zero_decimal_currencies(currency: str) -> None:
    assert to_units(Decimal(500), currency) == 500
    assert from_units(500, currency) == Decimal(500)
    with pytest.raises(ValueError, match="no whole amount"):
        to_units(Decimal("500.5"), currency)


@pytest.mark.parametrize("currency", sorted(THREE_DECIMAL))
def test_three_decimal_currencies_end_in_zero(currency: str) -> None:
    assert to_units(Decimal("5.12"), currency) == 5120
    assert from_units(5120, currency) == Decimal("5.120")
    with pytest.raises(ValueError, match="no whole amount"):
        to_units(Decimal("5.124"), currency)


def test_rupiah_are_not_zero_decimal_at_stripe() -> None:
    assert "IDR" not in ZERO_DECIMAL | THREE_DECIMAL
    assert to_units(Decimal(10_000), "IDR") == 1_000_000


def test_a_part_of_a_unit_is_never_dropped() -> None:
    with pytest.raises(ValueError, match="no whole amount"):
        to_units(Decimal("1.005"), "USD")


def test_costs_in_rupiah_are_whole() -> None:
    assert cost_from_stripe(2_900_030, "idr") == Money(2_900_100, "IDR")
    assert cost_from_stripe(2_900_000, "idr") == Money(2_900_000, "IDR")
    assert cost_from_stripe(59, "usd") == Money(59, "USD")
