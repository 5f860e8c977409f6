"""Amounts as people write them: ranges, words, symbols, both ways of grouping digits."""

import re
from dataclasses import dataclass

from core.errors import InvalidInput
from core.money import EXPONENTS, LARGEST_MINOR, parse_money


class Unreadable(Exception):
    """A cell that says something we do not understand; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A range in minor units; None where the file leaves it open."""

    currency: str
    least: int | None = None
    most: int | None = None
    is_hourly: bool = False


_NOTHING = frozenset({
    "", "-", "?", "0", "n/a", "na", "nan", "none", "null", "tbd", "tba", "unknown", "open",
    "nego", "bisa nego", "dirundingkan", "negotiable", "to be negotiated", "to be discussed",
    "not sure", "not specified",
})  # fmt: skip
_CODES = {code.lower(): code for code in EXPONENTS} | {
    "rp": "IDR",
    "rupiah": "IDR",
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "rm": "MYR",
    "pounds": "GBP",
    "yen": "JPY",
}
_SYMBOLS = {
    "us$": "USD", "s$": "SGD", "sg$": "SGD", "a$": "AUD", "au$": "AUD", "aud$": "AUD",
    "usd$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
}  # fmt: skip
_FOREIGN = frozenset({
    "inr", "cad", "nzd", "chf", "cny", "rmb", "php", "thb", "vnd", "hkd", "krw", "brl", "zar",
    "aed", "sar", "twd", "ngn", "kes", "pkr", "bdt", "lkr", "sek", "nok", "dkk", "pln", "rub",
    "mxn", "cop", "egp", "uah", "ils", "czk", "huf", "ron", "c$", "ca$", "nz$", "hk$", "₹", "₱",
    "฿", "₫", "₩", "₦", "৳", "₽", "₺", "₴", "₿", "btc",
})  # fmt: skip
_MARK = re.compile(r"[a-z]{0,3}\$|[€£¥₹₱฿₫₩₦৳₽₺₴₿]|(?<![a-z])[a-z]{2,7}(?![a-z])")
_AMOUNT = re.compile(
    r"(?P<digits>\d[\d.,]*)"
    r"(?:\s*(?P<word>rb|ribu|k|jt|juta|million|mio|m|miliar|milyar)(?![a-z]))?"
)
_BLANK_GROUPS = re.compile(r"(?<=\d)[ \u2009](?=\d{3}(?!\d))")
_TIMES = re.compile(r"\d+\s*(?:hours?|hrs?|jam|days?|hari|weeks?|minggu|months?|bulan)(?![a-z])")
_NEGATIVE = re.compile(r"^(?:rp\.?|[a-z]{3}|[a-z]{0,3}[$€£¥])?\s*-\s*(?:rp\.?|[$€£¥])?\s*\d")
_PER_HOUR = re.compile(r"hourly|(?:/|per|an|a|tiap|se)[\s-]*(?:hour|hr|h|jam)(?![a-z])|jam-an")
_AT_MOST = re.compile(
    r"<|≤|up to|less than|\bunder|\bmax|\bmaks|di bawah|paling banyak|hingga|sampai"
)
_AT_LEAST = re.compile(
    r">|≥|\+\s*$|more than|\bover|\bfrom|\bmin(?:imum|imal)?\b|mulai|di atas|paling sedikit"
)
_WORDS = {"m": "jt", "mio": "jt"}  # as most who write it mean it
_MOST_AMOUNTS = 2


def read_budget(text: str, *, currency: str) -> Budget:
    """Read an amount or a range; a bare number is in `currency`. Raises Unreadable."""
    plain = _plain(text)
    if plain in _NOTHING:
        return Budget(currency)
    is_hourly = _PER_HOUR.search(plain) is not None
    currency = _currency_of(plain) or currency
    if _NEGATIVE.match(plain):
        raise Unreadable("the amount is negative")
    found = list(_AMOUNT.finditer(_TIMES.sub(" ", plain)))
    if not found:
        raise Unreadable("there is no amount in it")
    if len(found) > _MOST_AMOUNTS:
        raise Unreadable("there are more than two amounts in it")
    amounts = _amounts(found, currency)
    if not any(amounts):
        return Budget(currency, is_hourly=is_hourly)
    return _range(plain, amounts, currency, is_hourly=is_hourly)


def _plain(text: str) -> str:
    plain = " ".join(text.lower().replace("\xa0", " ").replace("\u202f", " ").split())
    plain = re.sub(r"[–—−]", "-", plain)
    return _BLANK_GROUPS.sub("", re.sub(r"(?<=\d),-", "", plain))


def _currency_of(plain: str) -> str | None:
    """The currency that the text names; raises Unreadable for one that Karya does not keep."""
    marks = _MARK.findall(plain)
    for mark in marks:
        if mark in _FOREIGN:
            raise Unreadable(f"{mark.upper()} is not a currency that is kept here")
    named = [_CODES[mark] for mark in marks if mark in _CODES]
    shown = [_SYMBOLS[mark] for mark in marks if mark in _SYMBOLS]
    return next(iter(named + shown), None)


def _amounts(found: list[re.Match[str]], currency: str) -> list[int]:
    digits = [match["digits"].rstrip(".,") for match in found]
    words = [match["word"] or "" for match in found]
    if len(found) == _MOST_AMOUNTS and words[1] and not words[0]:
        words[0] = _shared_word(digits, words[1], currency)
    return [_minor(number, word, currency) for number, word in zip(digits, words, strict=True)]


def _shared_word(digits: list[str], word: str, currency: str) -> str:
    """`1-2 juta` means millions twice; `500-1 jt` begins with thousands."""
    first, second = (_minor(number, "k", currency) for number in digits)
    if first <= second:
        return word
    return "rb" if word in {"jt", "juta"} else ""


def _minor(digits: str, word: str, currency: str) -> int:
    try:
        minor = parse_money(digits + _WORDS.get(word, word), currency).minor
    except InvalidInput as error:
        raise Unreadable(f"“{digits}” is no amount in {currency}: {error}") from None
    if minor > LARGEST_MINOR:
        raise Unreadable("the amount is too large")
    return minor


def _range(plain: str, amounts: list[int], currency: str, *, is_hourly: bool) -> Budget:
    if len(amounts) == _MOST_AMOUNTS:
        least, most = sorted(amounts)
        return Budget(currency, least or None, most, is_hourly)
    (amount,) = amounts
    if _AT_MOST.search(plain):
        return Budget(currency, None, amount, is_hourly)
    if _AT_LEAST.search(plain):
        return Budget(currency, amount, None, is_hourly)
    return Budget(currency, amount, amount, is_hourly)
