"""The only division in Karya: what a payment costs, and what arrives."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.money import Money, smallest_step

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """Rates in basis points as one version of the policy has them; copied into each escrow.

    `ppn_bps` is of a fee, and borne by whoever bears that fee; `pph22_bps` is of the price.
    """

    freelancer_bps: int
    client_bps: int
    policy_version: int
    ppn_bps: int = 0
    pph22_bps: int = 0


@dataclass(frozen=True, slots=True)
class Shares:
    """An amount and its parts: the client pays `total`, the freelancer gets `net`."""

    amount: Money
    client_fee: Money
    freelancer_fee: Money
    client_ppn: Money
    freelancer_ppn: Money
    pph22: Money

    @property
    def total(self) -> Money:
        return self.amount + self.client_fee + self.client_ppn

    @property
    def net(self) -> Money:
        return self.amount - self.freelancer_fee - self.freelancer_ppn - self.pph22

    @property
    def fee(self) -> Money:
        """All that Karya takes: total less net and taxes."""
        return self.client_fee + self.freelancer_fee

    @property
    def ppn(self) -> Money:
        """The tax on all that Karya takes."""
        return self.client_ppn + self.freelancer_ppn

    @property
    def divided(self) -> Money:
        """All of it, which is `total`: what leaves an escrow when this is released."""
        return self.total


def split(amount: Money, terms: FeeTerms) -> Shares:
    """Divide an agreed amount; fees and taxes round down to whole rupiah, the payee gets the rest.

    Raises InvalidInput for an amount below zero.
    """
    return split_further(Money(0, amount.currency), amount, terms)


def split_further(before: Money, amount: Money, terms: FeeTerms) -> Shares:
    """Divide a further part of a price of which `before` was divided already.

    All the parts together cost exactly what the whole costs at once. Only of a part of a few
    rupiah, on which a fee and two taxes come due at once, the taxes leave the payee one rupiah.
    Raises InvalidInput for an amount below zero.
    """
    if amount.minor < 0:
        raise InvalidInput(_("An amount cannot be negative."))
    past, whole = _costs(before, terms), _costs(before + amount, terms)
    client_fee, client_ppn, fee, ppn, pph22 = (
        one - other for one, other in zip(whole, past, strict=True)
    )
    room = max((amount - fee).minor - smallest_step(amount.currency), 0)
    ppn = _at_most(ppn, room)
    return Shares(
        amount=amount,
        client_fee=client_fee,
        freelancer_fee=fee,
        client_ppn=client_ppn,
        freelancer_ppn=ppn,
        pph22=_at_most(pph22, room - ppn.minor),
    )


def share(amount: Money, bps: int) -> Money:
    """So many basis points of an amount, rounded down to whole rupiah, or cents."""
    step = smallest_step(amount.currency)
    return Money(amount.minor * bps // WHOLE // step * step, amount.currency)


def _costs(amount: Money, terms: FeeTerms) -> tuple[Money, Money, Money, Money, Money]:
    """Fee of the client and the tax on it; fee of the freelancer, tax on it, tax on the price."""
    if not amount:
        return amount, amount, amount, amount, amount
    client_fee, fee = share(amount, terms.client_bps), share(amount, terms.freelancer_bps)
    return (
        client_fee,
        share(client_fee, terms.ppn_bps),
        fee,
        share(fee, terms.ppn_bps),
        share(amount, terms.pph22_bps),
    )


def _at_most(amount: Money, minor: int) -> Money:
    return Money(min(amount.minor, minor), amount.currency)
