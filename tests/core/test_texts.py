"""What people write, without what nobody sees."""

import unicodedata

import pytest

from core.errors import InvalidInput
from core.texts import kept_text, one_line, person_name, visible

INVISIBLE = [
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", "\u200b", "\u200c",
    "\u200d", "\u200e", "\u200f", "\u202a", "\u202c", "\u202e", "\u2060", "\u2064", "\u2066",
    "\u2069", "\u206f", "\u3164", "\ufe00", "\ufe0f", "\ufeff", "\uffa0", "\x01", "\x1b", "\x7f",
    "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100", "\U000e01ef",
]  # fmt: skip
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
AS_WRITTEN = [
    "Kopi, teh & gula.\nBesok?\n\n\t- satu",
    "Nguyễn Thị Ánh",
    FAMILY,
    ENGLAND,
    "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
    "\U0001f9d1\U0001f3fd\u200d\U0001f4bb",  # somebody of a skin tone at a computer
    "1\ufe0f\u20e3",  # a key
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: I want
    "\u0915\u094d\u200d\u0937",  # Hindi: half a ka
    "\u09b0\u200d\u09cd\u09af",  # Bengali: ra and ya
    "\u1001\u103b\u103d\u103e\u102f\u1036\u1037",  # Burmese, piled high
    "\u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05c1\u05b4\u05d9\u05ea",  # Hebrew with points
]


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_words_stay_as_they_were_written(text: str) -> None:
    assert visible(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("char", INVISIBLE)
def test_what_nobody_sees_goes(char: str) -> None:
    for text in (f"Fa{char}rid", f"{char}Farid", f"Farid{char}{char}"):
        assert visible(text) == one_line(text) == person_name(text) == "Farid"


@pytest.mark.parametrize("char", [*INVISIBLE, "\u2800", " ", "\u00a0", "\u3000", "\u2028", "."])
def test_a_name_has_a_letter_that_is_seen(char: str) -> None:
    for text in (char, char * 3, f" {char} 1 {char}"):
        with pytest.raises(InvalidInput, match="at least one letter"):
            person_name(text)


@pytest.mark.parametrize("name", ["Å", "Farid", "ฟาริด", "فريد", "李小龍", "O'Brien-Łoś", "X Æ"])
def test_names_of_all_scripts_stay(name: str) -> None:
    assert person_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.com", "http://10.0.0.1", "www.evil.example", "WWW.evil", "evil.com",
        "Free money at EVIL.COM now", "toko-batik.co.id", "a.b.evil.xyz,", "(evil.id)",
        "e\uff0ecom.to", "evil\u3002com",
    ],
)  # fmt: skip
def test_a_name_is_no_web_address(name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be a web address"):
        person_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "R. A. Kartini", "R.A. Kartini", "R.A.Kartini", "PT. Maju", "PT.Maju", "Dr.Budi", "Dr.My",
        "Budi Santoso, S.Kom., M.T.", "Siti, S.Pd.I", "Ani S.ST", "Hj.Is Maryam", "budi.santoso",
        "J.Co", "Siti Aminah A.Md.Keb", "Dra.Sri", "M.Sc. Id",
    ],
)  # fmt: skip
def test_initials_and_titles_are_no_web_address(name: str) -> None:
    assert person_name(name) == name


def test_a_name_composed_otherwise_is_the_same_name() -> None:
    assert one_line("Jose\u0301") == one_line("Jos\u00e9") == "Jos\u00e9"
    assert one_line("\u0958") == one_line("\u0915\u093c")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (FAMILY, FAMILY.replace("\u200d", "")),
        ("\u2764\ufe0f", "\u2764"),
        (ENGLAND, "\U0001f3f4"),
        (" Logo \t untuk\u00a0kafe\n\u2800baru ", "Logo untuk kafe baru"),
        ("\u0627\u200c\u0628", "\u0627\u0628"),  # alef never joins: nothing to keep apart
        (
            "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
            "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
        ),
    ],
)
def test_in_a_title_a_joiner_stays_only_where_its_letters_show_it(text: str, line: str) -> None:
    assert one_line(text) == line


def test_marks_are_not_piled_up() -> None:
    assert visible("H" + "\u0335" * 50 + "i") == "H" + "\u0335" * 6 + "i"


@pytest.mark.parametrize("text", ["\u2764\ufe0f\ufe0f\ufe0f", "\u2764\ufe0f\U000e0155\U000e0156"])
def test_variants_hide_no_words(text: str) -> None:
    assert visible(text) == "\u2764\ufe0f"


@pytest.mark.parametrize("text", [*AS_WRITTEN, *INVISIBLE, "e" + "\u0301\u0323" * 5, "\u0958"])
def test_twice_is_as_once_and_nothing_grows(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)
    assert len(visible(text)) <= len(text)


def test_kept_text_holds_nothing_hidden() -> None:
    assert kept_text("\u202eGood\u200b work\r\n", 20) == "Good work"
