"""Finds ways to talk or pay elsewhere in what people write; knows Indonesian and English.

Only a hint for people: it is shown to whoever writes and whoever reads, and never decides anything.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

LONGEST_READ = 20_000  # characters; no text that is checked is longer
_LONGEST_SHOWN = 60


class Kind(TextChoices):
    PHONE = "phone", pgettext_lazy("found in a text", "a telephone number")
    EMAIL = "email", pgettext_lazy("found in a text", "an e-mail address")
    MESSENGER = "messenger", pgettext_lazy("found in a text", "a contact on another service")
    ACCOUNT = "account", pgettext_lazy("found in a text", "an account number")
    PAYMENT = "payment", pgettext_lazy("found in a text", "a payment outside escrow")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that was found, as it was written."""

    kind: Kind
    text: str


_DIGIT_WORDS = {
    **dict.fromkeys(("nol", "kosong", "zero"), "0"),
    **dict.fromkeys(("satu", "one"), "1"),
    **dict.fromkeys(("dua", "two"), "2"),
    **dict.fromkeys(("tiga", "three"), "3"),
    **dict.fromkeys(("empat", "four"), "4"),
    **dict.fromkeys(("lima", "five"), "5"),
    **dict.fromkeys(("enam", "six"), "6"),
    **dict.fromkeys(("tujuh", "seven"), "7"),
    **dict.fromkeys(("delapan", "eight"), "8"),
    **dict.fromkeys(("sembilan", "nine"), "9"),
}
_WORD = "|".join(_DIGIT_WORDS)
_SPELLED = re.compile(rf"\b(?:(?:{_WORD}|\d)[\s,.-]{{0,2}}){{8,16}}(?!\w)", re.IGNORECASE)
_ONE_WORD = re.compile(rf"\b(?:{_WORD})\b", re.IGNORECASE)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# What looks like a number of somebody and is none: money, dates, hours.
_HARMLESS = re.compile(
    r"""
    (?:\bRp|\bIDR|\bUSD|\$)\.?\s?\d[\d.,]*
    | (?<![\d.])\d{1,3}(?:\.\d{3}){1,4}(?:,\d{2})?\s?(?:rupiah|ribu|rb|juta|jt|IDR)\b
    | \b\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2}\b(?![-.]?\d)
    | \b(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\b(?![-.]?\d)
    | \b\d{1,2}[:.]\d{2}\s?(?:-\s?\d{1,2}[:.]\d{2}\s?)?(?:WIB|WITA|WIT|am|pm)\b
    | \b\d{1,2}:\d{2}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

_SERVICE = r"(?:whats\s?app|wa|telegram|wechat|instagram|ig|discord|signal|skype|(?-i:LINE|Line))"
_WALLET = r"(?:gopay|go-pay|ovo|dana|shopeepay|linkaja|paypal|wise|payoneer)"
_BANK = r"(?:bca|bri|bni|mandiri|bsi|cimb|permata|danamon|btn|seabank|jago)"
_REKENING = r"(?:rek(?:ening)?|norek)"

_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.EMAIL,
        r"""
        (?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+(?!(?:png|jpe?g|webp|svg|gif|psd)\b)[a-z]{2,12}\b
        | \b[\w.+-]{2,64}\s?[(\[]?\s?(?:@|\bat\b|\bet\b)\s?[)\]]?\s?
          (?:gmail|yahoo|ymail|outlook|hotmail|icloud|proton(?:mail)?)
          \s?[(\[]?\s?(?:\.|\bdot\b|\btitik\b)\s?[)\]]?\s?(?:com|co|net|id|me)\b
        """,
    ),
    (
        Kind.ACCOUNT,
        rf"""
        \b(?:{_REKENING}|no(?:mor)?\.?\s?rek(?:ening)?|account\s(?:no|number)|{_BANK})
        [\s.:\#-]{{0,3}}(?:(?!\d)\w{{1,20}}[\s.:\#-]{{1,3}}){{0,3}}\d(?:[\s.-]?\d){{8,15}}(?!\d)
        """,
    ),
    (
        Kind.PHONE,
        r"""
        (?<![\d.,/-])(?:\+?62|\(?0)[\s.()-]{0,3}8(?:[\s.()-]{0,3}\d){7,11}(?![.,-]?\d)
        | (?<!\w)\+\d(?:[\s.()-]{0,2}\d){8,14}(?!\d)
        | \b(?:telp|tlp|telepon|telephone|phone|no\.?\s?hp|hp|call|hubungi)\b[^\w+(]{0,3}
          (?:(?:me|us|saya|kami|at|on|di|ke)\s){0,2}[+(]{0,2}\d(?:[\s.()-]{0,2}\d){6,14}(?!\d)
        """,
    ),
    (
        Kind.MESSENGER,
        rf"""
        \b(?:wa\.me|t\.me|telegram\.me|line\.me|api\.whatsapp\.com|chat\.whatsapp\.com
          |wa\.link|discord\.gg|m\.me)/\S+
        | \b(?:id\sline|line\sid)\b\s?[:=]?\s?@?[\w.-]{{3,}}
        | \b{_SERVICE}(?:\s(?:id|saya|aku|ku|me|my))?\s?[:=]?\s?@(?=\w*[a-z])[\w.]{{3,}}
        | \b{_SERVICE}(?:\s(?:id|saya|aku|ku))?\s?[:=]\s?(?=[\w.]*[a-z])(?=[\w.]*[._\d])\w[\w.]+\w
        | \b{_SERVICE}\s?[:=]?\s?\+?\d(?:[\s.-]?\d){{7,}}
        | \b(?:hubungi|kontak|chat|contact|text|message|dm|call|ping|add|reach|wa)\s
          (?:me|us|saya|aku|kami|gue|gw)\s
          (?:(?:on|at|by|via|in|through|over|di|lewat|ke|melalui|pakai)\s)?(?:(?:my|no|nomor)\s)?
          {_SERVICE}\b
        | \b(?:lanjut|lanjutkan|pindah|ngobrol|diskusi|continue|move|talk|chat)\s
          (?:(?:it|this|kita|saja|aja|yuk|dulu|more)\s){{0,2}}
          (?:di|ke|via|lewat|on|to|over)\s{_SERVICE}\b
        | \bjapri\s(?:saya|aku|kami|ke|di|aja|saja)\b
        """,
    ),
    (
        Kind.PAYMENT,
        rf"""
        \b(?:transfer|tf)\s(?:langsung|pribadi)\b | \blangsung\s(?:transfer|tf)\b
        | \b(?:bayar|dibayar|membayar|pembayaran(?:nya)?|bayarnya|transaksi(?:nya)?
          |payment|pay|paid)\s(?:\w+\s){{0,3}}(?:di\s?luar|luar\s(?:platform|aplikasi|karya|sistem)
          |outside|off[\s-]?(?:platform|site|karya))\b
        | \b(?:dp|uang\smuka|bayar|transfer|tf|kirim)(?:nya)?\s(?:\w+\s){{0,3}}
          (?:ke|via|lewat)\s(?:no\.?\s)?{_REKENING}\b
        | \b(?:dp|uang\smuka|bayar|transfer|tf|kirim|pay|send|deposit)(?:nya)?\s(?:\w+\s){{0,3}}
          (?:ke|via|lewat|to|by|with)\s(?:(?:my|our)\s{_WALLET}|{_WALLET}\s(?:saya|aku|kami|ku))\b
        | \brekber\s(?:lain|luar|sendiri|pihak|teman|grup|fb|facebook)\b
        | \b(?:pakai|pake|lewat|via|dengan)\srekber\b
        | \brekening\sbersama\s(?:lain|luar|sendiri)\b
        | \b(?:tanpa|nggak\spakai|gak\spakai)\s(?:escrow|rekber|komisi\skarya|biaya\splatform)\b
        | \bwithout\s(?:the\s)?(?:escrow|platform\sfees?|karya)\b
        | \b(?:avoid|skip|hindari|menghindari)\s(?:\w+\s){{0,2}}
          (?:platform|karya|layanan)(?:'s)?\s?(?:fees?)?\b
        | \b(?:bank|wire)\s?transfer\s(?:to|into)\s(?:me|my|our)\b | \bdirect\sbank\stransfer\b
        | \b(?:pay|transfer|send)\s(?:\w+\s){{0,3}}direct(?:ly)?\sto\s(?:me|my|us|our)\b
        | \bpay\s(?:me|us|you)\sdirect(?:ly)?\b
        | \b(?:to|into)\s(?:my|our)\s(?:bank\s)?account\b
        | \b(?:ke|lewat)\srekening\s(?:saya|aku|kami|pribadi)\b
        """,
    ),
)
_COMPILED = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _PATTERNS
)


def found_in(*texts: str) -> list[Mention]:
    """The first mention of each kind, in the order of `Kind`; empty where a text is harmless."""
    text = _plain("\n".join(text for text in texts if text))
    first = {kind: pattern.search(text) for kind, pattern in _COMPILED}
    return [
        Mention(kind=kind, text=" ".join(match.group().split())[:_LONGEST_SHOWN])
        for kind in Kind
        if (match := first[kind]) is not None
    ]


def leads_outside(*texts: str) -> bool:
    """Whether a text seems to name a contact or a payment elsewhere."""
    return bool(found_in(*texts))


def _plain(text: str) -> str:
    """One way to write: plain digits, no invisible signs, spelled numbers in digits."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:LONGEST_READ]))
    text = _SPELLED.sub(_in_digits, text)
    return _HARMLESS.sub(" … ", text)


def _in_digits(spelled: re.Match[str]) -> str:
    return _ONE_WORD.sub(lambda word: _DIGIT_WORDS[word.group().lower()], spelled.group())
