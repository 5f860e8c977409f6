"""What BPJS Ketenagakerjaan costs a month for somebody who works for themselves: pure arithmetic.

The rates are rows (`ContributionRate`) with their sources. An aid, not advice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import Money
from payments.fees import WHOLE

RUPIAH = 100  # sen


class Programme(models.TextChoices):
    """The programmes of BPJS Ketenagakerjaan for those who work for themselves (BPU)."""

    JKK = "jkk", _("Work accidents (JKK)")
    JKM = "jkm", _("Death benefit (JKM)")
    JHT = "jht", _("Old-age savings (JHT)")


@dataclass(frozen=True, slots=True)
class Rate:
    """One programme: a share of the income in basis points, and a flat amount in sen."""

    programme: str
    share_bps: int
    flat_minor: int
    least_income_minor: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one programme costs a month."""

    programme: str
    amount: Money

    @property
    def label(self) -> str:
        """The programme in words."""
        return str(Programme(self.programme).label)


def monthly(declared: Money, rates: Iterable[Rate]) -> list[Contribution]:
    """Each programme's contribution to a declared monthly income in rupiah, rounded up to one."""
    return [Contribution(rate.programme, _cost(declared, rate)) for rate in rates]


def _cost(declared: Money, rate: Rate) -> Money:
    income = max(declared.minor, rate.least_income_minor)
    share = -(-income * rate.share_bps // (WHOLE * RUPIAH)) * RUPIAH
    return Money(share + rate.flat_minor, declared.currency)
