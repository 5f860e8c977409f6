"""Fees are arithmetic: whole rupiah, and parts that sum to the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import LARGEST_MINOR, Money
from payments.fees import FeeTerms, Shares, split, split_further

TERMS = FeeTerms(freelancer_bps=1000, client_bps=0, policy_version=1)
rupiah = st.integers(0, LARGEST_MINOR // 100).map(lambda whole: Money(whole * 100, "IDR"))
_parts = st.integers(0, 5000)
without_tax = st.builds(FeeTerms, _parts, _parts, st.just(1))
rates = st.builds(
    FeeTerms,
    _parts,
    _parts,
    st.just(1),
    ppn_bps=st.integers(0, 2500),
    pph22_bps=st.integers(0, 1000),
)
TAXED = FeeTerms(1000, 300, 1, ppn_bps=1100, pph22_bps=50)


def parts_of(shares: Shares) -> list[Money]:
    taxes = [shares.client_ppn, shares.freelancer_ppn, shares.pph22]
    return [shares.net, shares.client_fee, shares.freelancer_fee, *taxes]


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
    assert shares.net + shares.fee + shares.ppn + shares.pph22 == shares.total
    assert sum(part.minor for part in parts_of(shares)) == shares.total.minor
    assert all(part.minor % 100 == 0 and part.minor >= 0 for part in parts_of(shares))
    assert shares.net <= amount <= shares.total


@given(rupiah, rupiah, without_tax)
def test_more_money_never_brings_less(one: Money, other: Money, terms: FeeTerms) -> None:
    less, more = sorted([one, other], key=lambda amount: amount.minor)
    assert split(less, terms).net <= split(more, terms).net


@given(rupiah, st.integers(0, 30), rates)
def test_with_taxes_more_money_brings_less_only_where_three_roundings_meet(
    less: Money, more: int, terms: FeeTerms
) -> None:
    """A fee and two taxes may each take one rupiah more for one rupiah: two less, never three."""
    after = split(less + Money(more * 100, "IDR"), terms)
    assert split(less, terms).net <= after.net + Money(200, "IDR")
    costs = zip(parts_of(split(less, terms))[1:3], parts_of(after)[1:3], strict=True)
    assert all(one <= other for one, other in costs)


def test_taxes_of_a_million_round_down_to_whole_rupiah() -> None:
    shares = split(Money(1_000_099_00, "IDR"), TAXED)
    assert [part.minor // 100 for part in parts_of(shares)] == [
        884_090,
        30_002,
        100_009,
        3_300,
        11_000,
        5_000,
    ]
    assert shares.total.minor // 100 == 1_000_099 + 30_002 + 3_300


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6), rates)
def test_parts_are_never_negative_and_sum_to_the_whole(parts: list[int], terms: FeeTerms) -> None:
    before, divided, taxes = Money(0, "IDR"), 0, 0
    for one in parts:
        shares = split_further(before, Money(one * 100, "IDR"), terms)
        assert all(part.minor >= 0 for part in parts_of(shares))
        before += shares.amount
        divided += shares.divided.minor
        taxes += shares.pph22.minor + shares.ppn.minor
    whole = split(before, terms)
    assert divided == whole.total.minor
    lost = (whole.ppn + whole.pph22).minor - taxes
    assert 0 <= lost <= 300 * len(parts)


@given(st.lists(st.integers(1_000, 10**6), min_size=1, max_size=6))
def test_parts_of_a_thousand_and_more_cost_to_the_rupiah_what_the_whole_costs(
    parts: list[int],
) -> None:
    before, sums = Money(0, "IDR"), [0] * 6
    for one in parts:
        shares = split_further(before, Money(one * 100, "IDR"), TAXED)
        sums = [have + part.minor for have, part in zip(sums, parts_of(shares), strict=True)]
        before += shares.amount
    assert sums == [part.minor for part in parts_of(split(before, TAXED))]


@given(rupiah, rupiah)
def test_a_last_rupiah_never_leaves_the_payee_with_less_than_nothing(
    before: Money, part: Money
) -> None:
    small = Money(part.minor % 1_000, "IDR")
    small = Money(small.minor // 100 * 100, "IDR")
    assert split_further(before, small, TAXED).net.minor >= 0


@given(rupiah, rates, st.integers(0, 100))
def test_a_part_costs_at_most_what_the_whole_costs(
    amount: Money, terms: FeeTerms, percent: int
) -> None:
    """So that after a split the payer's rest is never below zero."""
    part = Money(amount.minor // 100 * percent // 100 * 100, "IDR")
    assert split(part, terms).total <= split(amount, terms).total
