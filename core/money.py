"""Money: whole minor units and a currency, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from babel.numbers import format_compact_currency, format_currency
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

# ISO 4217 exponents. IDR has two digits on paper; Karya keeps whole rupiah (WHOLE_UNITS).
EXPONENTS = {"IDR": 2, "USD": 2, "EUR": 2, "SGD": 2, "MYR": 2, "AUD": 2, "GBP": 2, "JPY": 0}
WHOLE_UNITS = frozenset({"IDR"})
# What limits and the law count in; what forms offer first is settings.DEFAULT_CURRENCY.
HOME = "IDR"
MINUS = "−"
LARGEST_MINOR = 10**15  # Rp10 trillion: far above any contract, far below BIGINT

_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
_WORDS = {
    "rb": _THOUSAND, "ribu": _THOUSAND, "k": _THOUSAND,
    "jt": _MILLION, "juta": _MILLION, "million": _MILLION,
    "miliar": _BILLION, "milyar": _BILLION, "billion": _BILLION,
}  # fmt: skip
_UNCLEAR = "m"  # a million in English, a thousand million (miliar) in Indonesian
_SIGNS = {
    "rp": {"IDR"}, "rupiah": {"IDR"}, "$": {"USD", "SGD", "AUD"}, "us$": {"USD"}, "s$": {"SGD"},
    "a$": {"AUD"}, "rm": {"MYR"}, "€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY"},
} | {code.lower(): {code} for code in EXPONENTS}  # fmt: skip
_AMOUNT = re.compile(
    r"(?P<sign>[a-z]{2,3}|[a-z]{0,2}[$€£¥])?\.?\s*"
    r"(?P<digits>[0-9][0-9.,]*?)(?:[.,][-–—])?\s*"  # “1.500.000,-”: no cents
    rf"(?P<word>{'|'.join([*_WORDS, _UNCLEAR])})?\s*(?P<name>rupiah|[a-z]{{3}}|[$€£¥])?"
)
# Below this an amount is more likely a slip, “1500” for 1.500.000; in minor units.
SLIP_BELOW = {"IDR": 10_000 * 100}


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (sen, cents) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return format_money(self)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent_of(self.currency))

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


def exponent_of(currency: str) -> int:
    """Digits after the point; raises InvalidInput for a currency Karya does not keep."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidInput(_("This currency is not supported.")) from None


def smallest_step(currency: str) -> int:
    """Minor units in the smallest amount a person may name: one rupiah is 100."""
    return 10 ** exponent_of(currency) if currency in WHOLE_UNITS else 1


def format_money(amount: Money, language: str | None = None) -> str:
    """`Rp1.500.000` in Indonesian, `Rp1,500,000` in English; other currencies as Babel has them."""
    locale = (language or get_language() or "en").replace("-", "_")
    if amount.currency in WHOLE_UNITS:
        sign = MINUS if amount.minor < 0 else ""
        text = format_currency(
            abs(amount.decimal), amount.currency, "¤#,##0", locale=locale, currency_digits=False
        )
        return sign + text.replace("IDR", "Rp").replace("\xa0", "")
    return _signed(format_currency(amount.decimal, amount.currency, locale=locale))


def format_money_short(amount: Money) -> str:
    """`Rp1,5 jt` in Indonesian, `Rp1.5M` in English: for the axis of a chart, never for a sum."""
    locale = (get_language() or "en").replace("-", "_")
    text = format_compact_currency(
        amount.decimal, amount.currency, locale=locale, fraction_digits=1
    )
    return _signed(text.replace("IDR", "Rp"))


def _signed(text: str) -> str:
    """A real minus, as wide as a plus and never broken from its amount."""
    return text.replace("-", MINUS)


def parse_money(text: str, currency: str) -> Money:
    """Read `1500000`, `1.500.000,-`, `Rp 1,5 jt`; raises InvalidInput for anything unclear.

    An amount that names another currency is refused, not taken for one in `currency`.
    """
    match = _AMOUNT.fullmatch(" ".join(text.lower().replace("\xa0", " ").split()))
    names = [name for name in (match["sign"], match["name"]) if name] if match else []
    if match is None or len(text) > 40 or not all(name in _SIGNS for name in names):
        raise InvalidInput(_("Write an amount such as 1500000, 1.500.000 or 1,5 jt."))
    if any(currency not in _SIGNS[name] for name in names):
        raise InvalidInput(_("Write the amount in %(currency)s.") % {"currency": currency})
    word = match["word"] or ""
    if word == _UNCLEAR:
        raise InvalidInput(
            _("“M” means million to some and miliar to others. Write juta or miliar.")
        )
    number = _as_decimal(match["digits"], is_fraction_likely=bool(word))
    minor = (number * _WORDS.get(word, 1)).scaleb(exponent_of(currency))
    if minor != minor.to_integral_value() or int(minor) % smallest_step(currency):
        raise InvalidInput(_("Use whole amounts, without decimals."))
    if int(minor) > LARGEST_MINOR:
        raise InvalidInput(_("This amount is too large."))
    return Money(int(minor), currency)


def looks_like_a_slip(amount: Money) -> str:
    """A question where an amount is so small that zeros may be missing; mostly nothing."""
    if not 0 < amount.minor < SLIP_BELOW.get(amount.currency, 0):
        return ""
    meant = Money(amount.minor * _THOUSAND, amount.currency)
    return _("%(amount)s is very little. Do you mean %(meant)s? Then write that.") % {
        "amount": format_money(amount),
        "meant": format_money(meant),
    }


def _as_decimal(digits: str, *, is_fraction_likely: bool) -> Decimal:
    """Groups of three digits, then perhaps cents behind the other sign.

    One sign before three digits groups, unless a word such as `jt` follows.
    """
    (*heads, last), signs = re.split(r"[.,]", digits), re.findall(r"[.,]", digits)
    if not heads:
        return Decimal(last)
    is_one_kind = len(set(signs)) == 1
    has_groups = 1 <= len(heads[0]) <= 3 and all(len(group) == 3 for group in heads[1:])
    if len(heads) == 1 and (is_fraction_likely or len(last) < 3):
        return Decimal(f"{heads[0] or '0'}.{last or '0'}")
    if has_groups and is_one_kind and len(last) == 3:
        return Decimal("".join([*heads, last]))
    if has_groups and len(set(signs[:-1])) == 1 and not is_one_kind and len(last) < 3:
        return Decimal(f"{''.join(heads)}.{last or '0'}")
    raise InvalidInput(_("Write an amount such as 1500000, 1.500.000 or 1,5 jt."))
