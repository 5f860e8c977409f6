"""Amounts in words, as invoices have them: Indonesian (“terbilang”) and English."""

from collections.abc import Callable

from babel.numbers import get_currency_name

from core.money import Money, exponent_of

_SATUAN = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    *("sepuluh", "sebelas"),
)
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "", *["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
_LARGE_ID = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
_LARGE_EN = ((10**15, "quadrillion"), (10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def terbilang(number: int) -> str:
    """A whole number from zero in Indonesian: 1_250_000 is “satu juta dua ratus lima puluh …”."""
    if number < 12:
        return _SATUAN[number]
    if number < 20:
        return f"{_SATUAN[number - 10]} belas"
    if number < 100:
        return _joined(f"{_SATUAN[number // 10]} puluh", number % 10, terbilang)
    for size, word in (*_LARGE_ID, (1000, "ribu"), (100, "ratus")):
        if number >= size:
            count, rest = divmod(number, size)
            head = f"se{word}" if count == 1 and size <= 1000 else f"{terbilang(count)} {word}"
            return _joined(head, rest, terbilang)
    raise AssertionError(number)


def in_english(number: int) -> str:
    """A whole number from zero in English: 1_250_000 is “one million two hundred fifty …”."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    for size, word in (*_LARGE_EN, (1000, "thousand"), (100, "hundred")):
        if number >= size:
            return _joined(f"{in_english(number // size)} {word}", number % size, in_english)
    raise AssertionError(number)


def spell_money(amount: Money, language: str) -> str:
    """An amount in words; cents as a fraction. Below zero it says so first."""
    is_indonesian = language.startswith("id")
    spell = terbilang if is_indonesian else in_english
    whole, cents = divmod(abs(amount.minor), 10 ** exponent_of(amount.currency))
    sign = "minus " if amount.minor < 0 else ""
    name = _currency_in_words(amount.currency, whole, language)
    fraction = f" {cents:02d}/100" if cents else ""
    return f"{sign}{spell(whole)}{fraction} {name}"


def _joined(head: str, rest: int, spell: Callable[[int], str]) -> str:
    return f"{head} {spell(rest)}" if rest else head


def _currency_in_words(currency: str, count: int, language: str) -> str:
    if currency == "IDR":
        return "rupiah"
    return get_currency_name(currency, count=count, locale=language.replace("-", "_"))
