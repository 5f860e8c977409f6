"""The only division in Karya: what a payment costs, and what arrives."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.money import Money, smallest_step

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """Rates in basis points as one version of the policy has them; copied into each escrow."""

    freelancer_bps: int
    client_bps: int
    policy_version: int


@dataclass(frozen=True, slots=True)
class Shares:
    """An amount and its parts: the client pays `total`, the freelancer gets `net`."""

    amount: Money
    client_fee: Money
    freelancer_fee: Money

    @property
    def total(self) -> Money:
        return self.amount + self.client_fee

    @property
    def net(self) -> Money:
        return self.amount - self.freelancer_fee

    @property
    def fee(self) -> Money:
        """All that Karya takes: total less net."""
        return self.client_fee + self.freelancer_fee


def split(amount: Money, terms: FeeTerms) -> Shares:
    """Divide an agreed amount; fees round down to whole rupiah, the rest goes to the payee.

    Raises InvalidInput for an amount below zero.
    """
    if amount.minor < 0:
        raise InvalidInput(_("An amount cannot be negative."))
    return Shares(
        amount=amount,
        client_fee=_share(amount, terms.client_bps),
        freelancer_fee=_share(amount, terms.freelancer_bps),
    )


def split_further(before: Money, amount: Money, terms: FeeTerms) -> Shares:
    """Divide a further part of a price of which `before` was divided already.

    All the parts together cost exactly what the whole costs at once, however small they are.
    """
    past, whole = split(before, terms), split(before + amount, terms)
    return Shares(
        amount=amount,
        client_fee=whole.client_fee - past.client_fee,
        freelancer_fee=whole.freelancer_fee - past.freelancer_fee,
    )


def _share(amount: Money, bps: int) -> Money:
    step = smallest_step(amount.currency)
    return Money(amount.minor * bps // WHOLE // step * step, amount.currency)
