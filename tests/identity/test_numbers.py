"""Shapes of numbers: what is odd is named, and nothing more."""

from datetime import date

import pytest

from identity.numbers import doubts_about_nik, doubts_about_passport, plain

REGIONS = {"32.73", "92.01", "93.01", "96.71"}
TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("nik", "doubts"),
    [
        ("3273011507900001", []),
        ("3273015507900001", []),  # a woman: 15 + 40
        ("3273012902000001", []),  # 29 February 2000
        ("3273011011260001", []),  # born today
        ("9201011507900001", []),  # provinces that python-stdnum refuses
        ("9301011507900001", []),
        ("9671011507900001", []),
        ("1101011507900001", ["region"]),
        ("3273013207900001", ["birthday"]),
        ("3273014007900001", ["birthday"]),
        ("3273017207900001", ["birthday"]),
        ("3273011513900001", ["birthday"]),
        ("3273012902010001", ["birthday"]),  # no 29 February in 2001 or 1901
        ("3273011507900000", ["serial"]),
        ("0000000000000000", ["region", "birthday", "serial"]),
        ("327301150790000", ["length"]),
        ("32730115079000011", ["length"]),
        ("327301150790000x", ["length"]),
        ("٣٢٧٣٠١١٥٠٧٩٠٠٠٠١", ["length"]),
        ("", ["length"]),
    ],
)
def test_a_nik(nik, doubts):
    assert doubts_about_nik(nik, regions=REGIONS, today=TODAY) == doubts


@pytest.mark.parametrize(
    ("number", "doubts"),
    [("C1234567", []), ("X0000001", []), ("ABC", ["passport"]), ("C12345678901", ["passport"])],
)
def test_a_passport(number, doubts):
    assert doubts_about_passport(number) == doubts


def test_spaces_and_dots_do_not_count():
    assert plain(" 3273.0115 0790-0001 ") == "3273011507900001"
    assert plain("c 1234567") == "C1234567"
