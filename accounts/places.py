"""Countries, spoken languages and time zones, named in the reader's language."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.utils.translation import get_language

SPOKEN = (
    "id", "en", "jv", "su", "min", "mad", "ban", "bug", "ace", "bjn", "ms", "zh", "ar", "ja", "ko",
    "hi", "ta", "th", "vi", "tl", "nl", "de", "fr", "es", "pt", "it", "ru", "tr",
)  # fmt: skip
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ"})
_CLOSE_BY = (
    "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura",
    "Asia/Singapore", "Asia/Kuala_Lumpur", "UTC",
)  # fmt: skip
_CODE_LENGTH = 2
_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})
Choices = list[tuple[str, str]]


def countries() -> Choices:
    """Code and name of every country, by name."""
    return _countries(_language())


def spoken_languages() -> Choices:
    """Code and name of the languages that people work in here, the likely ones first."""
    names = Locale.parse(_language()).languages
    return [(code, names.get(code, code)) for code in SPOKEN]


def country_name(code: str) -> str:
    return dict(countries()).get(code, code)


def language_names(codes: list[str]) -> list[str]:
    names = dict(spoken_languages())
    return [names.get(code, code) for code in codes]


@cache
def time_zones() -> Choices:
    """The zones of Indonesia and its neighbours, then all others."""
    others = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    zones = [*_CLOSE_BY, *(zone for zone in others if zone not in _CLOSE_BY)]
    return [(zone, zone.replace("_", " ")) for zone in zones]


def zone_of(code: str) -> str:
    """The time zone of a region by its code: that of WIB, WITA or WIT."""
    province = code[:2]
    if province in _WIT:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in _WITA else "Asia/Jakarta"


@cache
def _countries(language: str) -> Choices:
    names = {str(code): name for code, name in Locale.parse(language).territories.items()}
    codes = (code for code in names if len(code) == _CODE_LENGTH and code not in _NO_COUNTRY)
    return sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1])


def _language() -> str:
    return (get_language() or "en").split("-")[0]
