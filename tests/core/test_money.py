"""Money: exact, of one currency, read and written as people do."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import (
    LARGEST_MINOR,
    Money,
    exponent_of,
    format_money,
    format_money_short,
    looks_like_a_slip,
    parse_money,
)

RUPIAH = st.integers(min_value=0, max_value=LARGEST_MINOR // 100)


def idr(rupiah: int) -> Money:
    return Money(rupiah * 100, "IDR")


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("Rp 1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp. 1.500.000", 1_500_000),
        ("IDR 1500000", 1_500_000),
        ("rp 1,5 jt", 1_500_000),
        ("1.5jt", 1_500_000),
        ("2 juta", 2_000_000),
        ("750rb", 750_000),
        ("750 ribu", 750_000),
        ("500k", 500_000),
        ("1500000,00", 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("1,125 jt", 1_125_000),
        ("\xa01.500\xa0", 1_500),
        ("0", 0),
        ("Rp 1.500.000,-", 1_500_000),
        ("1.500.000,–", 1_500_000),
        ("1,5 juta rupiah", 1_500_000),
        ("1500000 IDR", 1_500_000),
        ("2 miliar", 2_000_000_000),
        ("1,5 milyar", 1_500_000_000),
        ("2 million", 2_000_000),
    ],
)
def test_amounts_as_people_write_them(text, rupiah):
    assert parse_money(text, "IDR") == idr(rupiah)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "abc",
            "-5",
            "−5",
            "1e9",
            "0x10",
            "1 000 000",
            "5 + 5",
            "<script>",
            "١٢٣x",
            "NaN",
        ),
        *(
            "1.500,50",
            "900.000,555",
            "900.000.00",
            "1.500.00",
            "1.5.000",
            "1.50.0",
            "1500.000",
            "1.000.000.5 jt",
            "1,000.000,000",
            "1..000",
            "0,5",
            "1,2345678 jt",
            "9" * 40,
            "9" * 41,
            "1" + "0" * 16,
            "Rp",
            "jt",
            "1..5.x",
        ),
    ],
)
def test_what_is_no_amount_of_whole_rupiah(text):
    with pytest.raises(InvalidInput):
        parse_money(text, "IDR")


@pytest.mark.parametrize(
    "text", ["$200", "USD 300", "€ 20", "20 eur", "US$5", "RM 50", "rp 20 usd"]
)
def test_an_amount_in_another_currency_is_not_taken_for_rupiah(text: str) -> None:
    with pytest.raises(InvalidInput, match="Write the amount in IDR"):
        parse_money(text, "IDR")


@pytest.mark.parametrize("text", ["2 M", "1,5m", "Rp2M"])
def test_whoever_writes_m_is_asked_which_million(text: str) -> None:
    with pytest.raises(InvalidInput, match="juta or miliar"):
        parse_money(text, "IDR")


def test_a_dollar_is_one_of_several() -> None:
    assert parse_money("$12.50", "SGD") == parse_money("S$12.50", "SGD") == Money(1250, "SGD")
    assert parse_money("12.50 usd", "USD") == Money(1250, "USD")


def test_so_little_is_likely_a_slip() -> None:
    assert "Rp1,500,000" in looks_like_a_slip(idr(1_500))
    assert looks_like_a_slip(idr(10_000)) == looks_like_a_slip(idr(0)) == ""
    assert looks_like_a_slip(Money(100, "USD")) == ""


def test_cents_where_the_currency_has_them():
    assert parse_money("12.50", "USD") == Money(1250, "USD")
    assert parse_money("1,234.56", "USD") == Money(123456, "USD")
    assert parse_money("500", "JPY") == Money(500, "JPY")


def test_an_unknown_currency_is_refused():
    with pytest.raises(InvalidInput):
        exponent_of("XXX")
    with pytest.raises(InvalidInput):
        parse_money("5", "XXX")


@given(RUPIAH, st.sampled_from(["id", "en"]))
def test_what_is_written_can_be_read(rupiah, language):
    assert parse_money(format_money(idr(rupiah), language), "IDR") == idr(rupiah)


def test_amounts_in_each_language():
    assert format_money(idr(1_500_000), "id") == "Rp1.500.000"
    assert format_money(idr(1_500_000), "en") == "Rp1,500,000"
    assert format_money(idr(-1_500), "id") == "−Rp1.500"
    assert format_money(Money(-1_250, "USD"), "en") == "−$12.50"
    with translation.override("id"):
        assert str(idr(2_000)) == "Rp2.000"


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_sums_are_exact(one, other):
    total = Money(one, "IDR") + Money(other, "IDR")
    assert total.minor == one + other
    assert total - Money(other, "IDR") == Money(one, "IDR")
    assert (Money(one, "IDR") < Money(other, "IDR")) is (one < other)
    assert (Money(one, "IDR") <= Money(other, "IDR")) is (one <= other)


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_do_not_mix(act):
    with pytest.raises(ValueError, match="do not mix"):
        getattr(Money(1, "IDR"), act)(Money(1, "USD"))


def test_nothing_is_false():
    assert not idr(0)
    assert -idr(5) == idr(-5)


@pytest.mark.parametrize(("language", "text"), [("id", "Rp1,5\xa0jt"), ("en", "Rp1.5M")])
def test_the_axis_of_a_chart_says_it_short(language: str, text: str) -> None:
    with translation.override(language):
        assert format_money_short(idr(1_500_000)) == text


@pytest.mark.parametrize(
    "text",
    ["\u0661\u0662\u0663", "\uff11\uff10\uff10\uff10", "1\u0660\u0660", "1.\u0665 jt", "\u00b2"],
)
def test_an_amount_is_in_plain_digits(text):
    with pytest.raises(InvalidInput, match="Write an amount such as"):
        parse_money(text, "IDR")
