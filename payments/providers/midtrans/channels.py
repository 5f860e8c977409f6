"""What Midtrans offers: limits, days, list prices, and its codes.

Sources: docs.midtrans.com/reference (bca-virtual-account and its neighbours, qris, gopay,
shopeepay), bank-transfer-api for payouts. Prices are estimates: Core API tells none.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.money import Money
from payments.providers.base import PayoutRail, Rail
from payments.states import Method
from payments.states import Rail as PayoutKind

CURRENCY = "IDR"
EXPONENTS = {"IDR": 0}  # “do not add decimal”: docs.midtrans.com/reference/json-object
_DAY, _QUARTER = timedelta(hours=24), timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to pay at Midtrans; amounts in whole rupiah."""

    payment_type: str
    method: Method
    channel: str = ""
    least: int = 10_000
    most: int
    days: int
    lifetime: timedelta = _DAY
    cost_bps: int = 0
    cost_fixed: int = 0

    def as_rail(self) -> Rail:
        """The same in the words of the port."""
        return Rail(
            method=self.method,
            channel=self.channel,
            least=rupiah(self.least),
            most=rupiah(self.most),
            hold=timedelta(days=self.days),
            hold_days=self.days,
            seconds_to_confirm=60 if self.method == Method.VA else 10,
            lifetime=self.lifetime,
            cost_bps=self.cost_bps,
            cost_fixed=rupiah(self.cost_fixed) if self.cost_fixed else None,
        )

    def details(self, return_url: str) -> dict[str, Any]:
        """The part of a charge that is of this kind only."""
        said: dict[str, dict[str, Any]] = {
            "bank_transfer": {"bank": self.channel},
            "echannel": {"bill_info1": "Karya", "bill_info2": "Karya"},
            "gopay": {"enable_callback": True, "callback_url": return_url},
            "shopeepay": {"callback_url": return_url},
            "qris": {"acquirer": "gopay"},
        }
        return {self.payment_type: said[self.payment_type]}


def rupiah(units: int) -> Money:
    """Whole rupiah as money."""
    return Money(units * 100, CURRENCY)


def _bank(channel: str, most: int, payment_type: str = "bank_transfer") -> Channel:
    return Channel(
        payment_type=payment_type,
        method=Method.VA,
        channel=channel,
        most=most,
        days=1,
        cost_fixed=4_440,
    )


def _wallet(channel: str, most: int) -> Channel:
    return Channel(
        payment_type=channel,
        method=Method.EWALLET,
        channel=channel,
        least=1,
        most=most,
        days=2,
        lifetime=_QUARTER,
        cost_bps=222,
    )


CHANNELS = (
    Channel(
        payment_type="qris",
        method=Method.QRIS,
        least=1,
        most=10_000_000,
        days=2,
        lifetime=_QUARTER,
        cost_bps=70,
    ),
    _bank("bca", 50_000_000),
    _bank("bni", 50_000_000),
    _bank("bri", 50_000_000),
    _bank("mandiri", 50_000_000, "echannel"),
    _bank("permata", 50_000_000),
    _bank("cimb", 50_000_000),
    _wallet("gopay", 20_000_000),
    _wallet("shopeepay", 20_000_000),
)
BY_WAY = {(one.method, one.channel): one for one in CHANNELS}


def payout_rails() -> list[PayoutRail]:
    """Banks through BI-FAST: docs.midtrans.com/reference/bank-transfer-api."""
    return [
        PayoutRail(
            rail=PayoutKind.BANK,
            name="bi_fast",
            least=rupiah(10_000),
            most=rupiah(250_000_000),
            minutes=30,
            cost_fixed=rupiah(5_550),
        )
    ]


# Codes of GET /iris/api/v1/beneficiary_banks as integrators know them; doctor compares.
INSTITUTIONS = {
    "bca": "bca",
    "bri": "bri",
    "mandiri": "mandiri",
    "bni": "bni",
    "btn": "btn",
    "bsi": "bsm",
    "cimb": "cimb",
    "permata": "permata",
    "danamon": "danamon",
    "ocbc": "ocbc",
    "maybank": "maybank",
    "panin": "panin",
    "jago": "artos",
    "seabank": "kesejahteraan_ekonomi",
    "blu": "bca_digital",
    "bjb": "bjb",
    "jatim": "jatim",
    "jateng": "jateng",
    "papua": "papua",
}
