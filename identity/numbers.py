"""The shape of a NIK or of a passport's number. A shape proves nothing; a doubt stops nobody.

NIK: 16 digits PPRRSS DDMMYY XXXX. PPRR is the kabupaten or kota where it was given out, DD has 40
added for women. Source: Kemendagri, as design/indonesia.md §3 gives it; python-stdnum knows the
provinces as they were before 2022 and refuses 92, 93 and 96, so the regions are of our own table.
"""

import re
from collections.abc import Container
from datetime import date

from identity.states import NumberDoubt

_NIK = re.compile(r"\d{16}")
_PASSPORT = re.compile(r"[A-Z0-9]{6,9}")
_WOMEN = 40


def plain(number: str) -> str:
    """A number without the spaces, dots and dashes that people write into it."""
    return re.sub(r"[\s.\-]", "", number).upper()


def doubts_about_nik(nik: str, *, regions: Container[str], today: date) -> list[NumberDoubt]:
    """What looks odd; `regions` are codes such as `32.73`."""
    if not _NIK.fullmatch(nik) or not nik.isascii():
        return [NumberDoubt.LENGTH]
    found = []
    if f"{nik[:2]}.{nik[2:4]}" not in regions:
        found.append(NumberDoubt.REGION)
    if not _is_birthday(nik[6:12], today):
        found.append(NumberDoubt.BIRTHDAY)
    if nik[12:] == "0000":
        found.append(NumberDoubt.SERIAL)
    return found


def doubts_about_passport(number: str) -> list[NumberDoubt]:
    """What looks odd about the number of any country's passport."""
    return [] if _PASSPORT.fullmatch(number) else [NumberDoubt.PASSPORT]


def _is_birthday(digits: str, today: date) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    day -= _WOMEN if day > _WOMEN else 0
    for century in (today.year // 100 * 100, today.year // 100 * 100 - 100):
        try:
            if date(century + year, month, day) <= today:
                return True
        except ValueError:
            continue  # 29 February of one century only
    return False
