"""The arithmetic of ratings."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reviews.ratings import overall, rating

points = st.lists(st.integers(1, 5), min_size=1, max_size=7)


def test_overall_is_the_mean_in_hundredths():
    assert [overall(p) for p in ([5, 4, 5, 4], [4, 5, 5], [1, 1, 2], [5])] == [450, 467, 133, 500]


def test_rating_starts_at_four_and_moves_with_every_review():
    assert [rating(0, 0), rating(500, 1), rating(100, 1), rating(5000, 10)] == [
        None,
        Decimal("4.25"),
        Decimal("3.25"),
        Decimal("4.77"),
    ]


@given(points)
def test_overall_stays_between_one_and_five(given):
    assert 100 * min(given) <= overall(given) <= 100 * max(given)


@given(st.lists(st.integers(100, 500), min_size=1, max_size=200))
def test_rating_stays_between_one_and_five_and_never_leaves_the_truth(overalls):
    mean = Decimal(sum(overalls)) / len(overalls) / 100
    found = rating(sum(overalls), len(overalls))
    assert min(mean, 4) - Decimal("0.01") <= found <= max(mean, 4) + Decimal("0.01")


@given(st.lists(st.integers(100, 500), max_size=50), st.integers(100, 499))
def test_a_better_review_never_lowers_a_rating(others, worse):
    total, count = sum(others), len(others) + 1
    assert rating(total + worse, count) <= rating(total + worse + 1, count)
