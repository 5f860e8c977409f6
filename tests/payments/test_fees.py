"""Fees are arithmetic: whole rupiah, and parts that sum to the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import LARGEST_MINOR, Money
from payments.fees import FeeTerms, split

TERMS = FeeTerms(freelancer_bps=1000, client_bps=0, policy_version=1)
rupiah = st.integers(0, LARGEST_MINOR // 100).map(lambda whole: Money(whole * 100, "IDR"))
rates = st.builds(FeeTerms, st.integers(0, 5000), st.integers(0, 5000), st.just(1))


def test_ten_percent_of_a_million() -> None:
    shares = split(Money(1_000_000_00, "IDR"), TERMS)
    assert (shares.total.minor, shares.net.minor) == (1_000_000_00, 900_000_00)
    assert (shares.freelancer_fee.minor, shares.client_fee.minor) == (100_000_00, 0)


@pytest.mark.parametrize(("whole", "fee"), [(1, 0), (9, 0), (10, 1), (19, 1), (999, 99)])
def test_fees_round_down_to_whole_rupiah(whole: int, fee: int) -> None:
    assert split(Money(whole * 100, "IDR"), TERMS).fee == Money(fee * 100, "IDR")


def test_cents_are_kept_in_other_currencies() -> None:
    assert split(Money(1999, "USD"), TERMS).fee == Money(199, "USD")


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(InvalidInput):
        split(Money(-100, "IDR"), TERMS)


@given(rupiah, rates)
def test_the_parts_sum_to_the_whole(amount: Money, terms: FeeTerms) -> None:
    shares = split(amount, terms)
    assert shares.net + shares.fee == shares.total
    assert all(part.minor % 100 == 0 and part.minor >= 0 for part in (shares.net, shares.fee))
    assert shares.net <= amount <= shares.total


@given(rupiah, rupiah, rates)
def test_more_money_never_brings_less(one: Money, other: Money, terms: FeeTerms) -> None:
    less, more = sorted([one, other], key=lambda amount: amount.minor)
    assert split(less, terms).net <= split(more, terms).net


@given(rupiah, rates, st.integers(0, 100))
def test_a_part_costs_at_most_what_the_whole_costs(
    amount: Money, terms: FeeTerms, percent: int
) -> None:
    """So that after a split the payer's rest is never below zero."""
    part = Money(amount.minor // 100 * percent // 100 * 100, "IDR")
    assert split(part, terms).total <= split(amount, terms).total
