"""How a rating is computed: pure arithmetic, published word for word on the page “Reviews”.

Points go from 1 to 5. A review counts the mean of its criteria, in hundredths. Shown is
the plain mean of all published reviews (`accounts.models.Rated.stars`). People are ordered by their
Bayesian mean, as if everybody had begun with PRIOR_WEIGHT reviews of PRIOR_MEAN: a single review
says little there, and many say almost only themselves.
"""

from collections.abc import Collection
from decimal import Decimal

LEAST, MOST = 1, 5
PRIOR_MEAN = 400  # hundredths: 4.00
PRIOR_WEIGHT = 3


def overall(points: Collection[int]) -> int:
    """The mean of one review's criteria in hundredths, half a hundredth upwards."""
    many = len(points)
    return (200 * sum(points) + many) // (2 * many)


def rating(total: int, count: int) -> Decimal | None:
    """What orders people, from the sum of `count` overalls in hundredths; none without a review."""
    if count == 0:
        return None
    weight = PRIOR_WEIGHT + count
    hundredths = (2 * (PRIOR_WEIGHT * PRIOR_MEAN + total) + weight) // (2 * weight)
    return Decimal(hundredths).scaleb(-2)
