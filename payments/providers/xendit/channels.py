"""What Xendit offers in Indonesia: limits, settlement, lifetimes, list prices, and its codes.

Limits and days: docs.xendit.co/docs/<channel> (copies of October 2025 to June 2026). Prices with
PPN: docs.xendit.co/fees-and-vat; a contract may have others, and what Xendit really keeps comes
with each payment.
"""

from dataclasses import dataclass, replace
from datetime import time, timedelta

from django.conf import settings

from core.money import Money
from payments.providers.base import PayoutRail, Rail
from payments.states import Method
from payments.states import Rail as PayoutKind

CURRENCY = "IDR"
EXPONENTS = {"IDR": 0}  # samples have whole rupiah: docs.xendit.co/apidocs/create-payout
_DAY, _VA_PRICE, _PAYOUT_PRICE = timedelta(hours=24), 4_440, 2_775
_BANK_MOST = 50_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to pay at Xendit; amounts in whole rupiah."""

    code: str
    method: Method
    channel: str = ""
    least: int = 1
    most: int
    days: int
    lifetime: timedelta = _DAY
    cost_bps: int = 0
    cost_fixed: int = 0

    @property
    def asks_phone(self) -> bool:
        """OVO asks for consent in the app of a number; the others have a page of their own."""
        return self.channel == "ovo"

    @property
    def is_bank(self) -> bool:
        return self.method == Method.VA

    def as_rail(self) -> Rail:
        """The same in the words of the port."""
        return Rail(
            method=self.method,
            channel=self.channel,
            least=rupiah(self.least),
            most=rupiah(self.most),
            hold=timedelta(days=self.days),
            hold_days=self.days,
            seconds_to_confirm=60 if self.is_bank else 10,
            lifetime=self.lifetime,
            cost_bps=self.cost_bps,
            cost_fixed=rupiah(self.cost_fixed) if self.cost_fixed else None,
            asks_phone=self.asks_phone,
        )


def rupiah(units: int) -> Money:
    """Whole rupiah as money."""
    return Money(units * 100, CURRENCY)


def _bank(channel: str, *, most: int = _BANK_MOST, least: int = 1, days: int = 0) -> Channel:
    return Channel(
        code=f"{channel.upper()}_VIRTUAL_ACCOUNT",
        method=Method.VA,
        channel=channel,
        least=least,
        most=most,
        days=days,
        cost_fixed=_VA_PRICE,
    )


def _wallet(
    channel: str, *, most: int, days: int, lifetime: timedelta, cost_bps: int, least: int = 100
) -> Channel:
    return Channel(
        code=channel.upper(),
        method=Method.EWALLET,
        channel=channel,
        least=least,
        most=most,
        days=days,
        lifetime=lifetime,
        cost_bps=cost_bps,
    )


_HALF_HOUR, _A_MINUTE = timedelta(minutes=30), timedelta(seconds=54)
CHANNELS = (
    Channel(code="QRIS", method=Method.QRIS, most=10_000_000, days=2, cost_bps=70),
    _bank("bca", least=10_000, most=50_000_000, days=1),
    _bank("bni"),
    _bank("bri"),
    _bank("mandiri"),
    _bank("permata", most=9_999_999_999),
    _bank("bsi"),
    _bank("cimb"),
    _wallet("ovo", most=20_000_000, days=2, lifetime=_A_MINUTE, cost_bps=167),
    _wallet("dana", most=20_000_000, days=2, lifetime=_DAY, cost_bps=167),
    _wallet("gopay", most=50_000_000, days=1, lifetime=_HALF_HOUR, cost_bps=222, least=1),
    _wallet("shopeepay", most=20_000_000, days=2, lifetime=_HALF_HOUR, cost_bps=200),
)
BY_WAY = {(one.method, one.channel): one for one in CHANNELS}
BY_CODE = {one.code: one for one in CHANNELS}


def payout_rails() -> list[PayoutRail]:
    """BI-FAST at any hour, RTGS for more by day where it is activated, e-wallets.

    Xendit takes the rail by the amount. Sources: docs.xendit.co/docs/payout-coverage-indonesia
    (15 minutes and Rp250 million; RTGS two hours, cut-off 14:00 in Jakarta, to be activated);
    docs.xendit.co/xendisburse/limits-and-processing-times (e-wallets). A wallet holds Rp20 million
    at the most (PBI 23/6/2021), so that more in a day would come back.
    """
    price = rupiah(_PAYOUT_PRICE)
    wallet = PayoutRail(
        rail=PayoutKind.EWALLET,
        name="ewallet",
        least=rupiah(10_000),
        most=rupiah(20_000_000),
        minutes=15,
        cost_fixed=price,
        per_day=rupiah(20_000_000),
        only_for=frozenset({"gopay", "ovo", "dana", "shopeepay"}),
    )
    rtgs = PayoutRail(
        rail=PayoutKind.BANK,
        name="rtgs",
        least=rupiah(250_000_001),
        most=rupiah(100_000_000_000),
        minutes=120,
        cost_fixed=price,
        opens=time(8),
        cut_off=time(14),
    )
    return [
        PayoutRail(
            rail=PayoutKind.BANK,
            name="bi_fast",
            least=rupiah(10_000),
            most=rupiah(250_000_000),
            minutes=15,
            cost_fixed=price,
        ),
        *([rtgs] if settings.XENDIT_HAS_RTGS else []),
        wallet,
        replace(wallet, most=rupiah(10_000_000), only_for=frozenset({"linkaja"})),
    ]


# docs.xendit.co/bank-codes
INSTITUTIONS = {
    "bca": "ID_BCA",
    "bri": "ID_BRI",
    "mandiri": "ID_MANDIRI",
    "bni": "ID_BNI",
    "btn": "ID_BTN",
    "bsi": "ID_BSI",
    "cimb": "ID_CIMB",
    "permata": "ID_PERMATA",
    "danamon": "ID_DANAMON",
    "ocbc": "ID_OCBC",
    "maybank": "ID_MAYBANK",
    "panin": "ID_PANIN",
    "jago": "ID_JAGO",
    "seabank": "ID_SEABANK",
    "blu": "ID_BCA_DIGITAL",
    "bjb": "ID_BJB",
    "jatim": "ID_JAWA_TIMUR",
    "jateng": "ID_JAWA_TENGAH",
    "papua": "ID_PAPUA",
    "gopay": "ID_GOPAY",
    "ovo": "ID_OVO",
    "dana": "ID_DANA",
    "shopeepay": "ID_SHOPEEPAY",
    "linkaja": "ID_LINKAJA",
}
