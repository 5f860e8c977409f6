"""Amounts in words: read back by a reader of our own, up to 10^15."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from core.spelling import in_english, spell_money, terbilang

NUMBERS = st.integers(0, 10**15)
_ID = {
    word: number
    for number, word in enumerate(
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    )
}
_EN = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: number * 10
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_GROUPS = {
    "ribu": 10**3,
    "juta": 10**6,
    "miliar": 10**9,
    "triliun": 10**12,
    "kuadriliun": 10**15,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}


def read_indonesian(text: str) -> int:
    """The number that an Indonesian reads in these words."""
    total = group = digit = 0
    expanded = text
    for word, words in (
        ("seribu", "satu ribu"),
        ("seratus", "satu ratus"),
        ("sepuluh", "satu puluh"),
        ("sebelas", "satu belas"),
    ):
        expanded = expanded.replace(word, words)
    for word in expanded.split():
        if word in _ID:
            digit = _ID[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            group, digit = group + digit * {"puluh": 10, "ratus": 100}[word], 0
        else:
            total, group, digit = total + (group + digit) * _GROUPS[word], 0, 0
    return total + group + digit


def read_english(text: str) -> int:
    """The number that an English speaker reads in these words."""
    total = group = 0
    for word in text.replace("-", " ").split():
        if word in _EN:
            group += _EN[word]
        elif word == "hundred":
            group *= 100
        else:
            total, group = total + group * _GROUPS[word], 0
    return total + group


@given(NUMBERS)
def test_terbilang_reads_back(number: int) -> None:
    assert read_indonesian(terbilang(number)) == number


@given(NUMBERS)
def test_english_reads_back(number: int) -> None:
    assert read_english(in_english(number)) == number


@given(NUMBERS)
def test_terbilang_never_says_satu_where_indonesians_say_se(number: int) -> None:
    words = terbilang(number).split()
    pairs = set(pairwise(words))
    assert not pairs & {("satu", "ratus"), ("satu", "puluh"), ("satu", "belas")}
    assert not terbilang(number).startswith("satu ribu")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (1_000, "seribu"),
        (1_011, "seribu sebelas"),
        (21_000, "dua puluh satu ribu"),
        (101_000, "seratus satu ribu"),
        (1_001_000, "satu juta seribu"),
        (1_250_000, "satu juta dua ratus lima puluh ribu"),
        (1_000_000_000, "satu miliar"),
        (10**15, "satu kuadriliun"),
    ],
)
def test_terbilang(number: int, words: str) -> None:
    assert terbilang(number) == words


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        (Money(1_250_000_00, "IDR"), "id", "satu juta dua ratus lima puluh ribu rupiah"),
        (Money(1_250_000_00, "IDR"), "en", "one million two hundred fifty thousand rupiah"),
        (Money(-50_00, "IDR"), "id", "minus lima puluh rupiah"),
        (Money(21_05, "USD"), "en", "twenty-one 05/100 US dollars"),
        (Money(1_00, "USD"), "en", "one US dollar"),
        (Money(500, "JPY"), "en", "five hundred Japanese yen"),
    ],
)
def test_amounts(amount: Money, language: str, words: str) -> None:
    assert spell_money(amount, language) == words
