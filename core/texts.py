"""Words that people write, before they are kept."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

# Ends of addresses that people write; names of countries only where two letters are no title.
_ENDS = (
    "com|net|org|edu|gov|mil|int|info|biz|name|pro|mobi|asia|xyz|top|icu|online|site|website|store"
    "|shop|app|dev|page|web|link|click|live|life|club|vip|fun|work|tech|cloud|space|world|today"
    "|agency|digital|email|blog|news|media|network|solutions|services|company|group|finance|money"
    "|loan|win|bet|casino|games|buzz|cyou|sbs|cfd|monster|quest|rest|bond|lol|one|zip|mov"
    "|id|my|sg|io|co|me|tv|cc|ws|to|ly|gg|gl|ai|us|uk|eu|au|nz|ca|in|cn|jp|kr|hk|tw|th|ph|vn|ru"
    "|ua|pl|de|fr|nl|it|es|br|mx|za|ng|tk|ml|ga|cf|gq|pw|su|st|sh|im|is|be|ch|at|se|no|fi|dk"
)
_TITLES = "dr|drs|dra|drg|drh|ir|prof|hj|kh|ust|pt|cv|ud|pd|tn|ny|nn|mr|mrs|ms|st|sr|jr"
_ADDRESS = re.compile(
    rf"://|\bwww\.|(?<![\w.-])(?!(?:{_TITLES})\.)(?:[\w-]+\.)*[\w-]{{2,}}\.(?:{_ENDS})(?![\w-])",
    re.IGNORECASE,
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def in_xml(text: str) -> str:
    """The text without the characters that no XML may hold, escaped or not."""
    return _NOT_IN_XML.sub("", text)


def visible(text: str) -> str:
    """Words of several lines, composed, without what nobody sees but a computer tells apart.

    What turns or hides the words around it goes, and marks piled higher than any script has them.
    Joiners stay where they join: within emoji, and where scripts need them. Never grows.
    """
    while (cleaner := _cleaned(text)) != text:
        text = cleaner
    return text


def several_lines(text: str) -> str:
    """The same without space around it; a line end is one character, as the browser counts it."""
    return visible(text.replace("\r\n", "\n")).strip()


def one_line(text: str) -> str:
    """A name or a title: one line with single spaces, alike only where it looks alike.

    Stricter than `visible`: emoji are not joined or dressed. It may grow where it is composed.
    """
    while (cleaner := _in_line(text)) != text:
        text = cleaner
    return text


def person_name(text: str) -> str:
    """A name in one line; raises InvalidInput where no letter is seen, or it is a web address.

    Names stand in letters to strangers, where an address would be a link.
    """
    name = one_line(text)
    if not any(letter.isalpha() for letter in name):
        raise InvalidInput(_("Write a name with at least one letter."))
    if has_address(name):
        raise InvalidInput(_("A name cannot be a web address."))
    return name


def has_address(name: str) -> bool:
    """Whether a mail program would make a link of it: `://`, `www.`, or a word such as `evil.com`.

    Initials and titles stay (R.A. Kartini, Dr.Budi, PT.Maju): an address ends as addresses do.
    """
    plain = unicodedata.normalize("NFKC", name).replace("\u3002", ".")
    return _ADDRESS.search(plain) is not None


def _cleaned(text: str) -> str:
    text = _HIDDEN.sub("", text)
    if text.isascii():
        return text
    text = _TAGS.sub(lambda found: found[1] or "", text)
    text = _DRESS.sub(lambda found: found[1] or "", text)
    text = _without_piles(_JOINER.sub(_joined, text))
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) <= len(text) else text


def _in_line(text: str) -> str:
    text = visible(_DRESSES.sub("", text.replace(_BRAILLE_BLANK, " ")))
    text = _JOINER.sub(lambda found: "" if _is_emoji(_before(found)) else found[0], text)
    return " ".join(unicodedata.normalize("NFC", text).split())


_BRAILLE_BLANK = "\u2800"
# Controls but NUL (which is refused) and ends of lines, soft hyphens, marks of direction, blanks
# that count as letters, spaces of no width; and the language tags of before emoji.
_HIDDEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Flags of countries within countries are a black flag and tags; elsewhere tags are hidden words.
_TAGS = re.compile("(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0020-\U000e007f]")
_DRESSES = re.compile("[\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
# One is for emoji and signs (text or picture), one for ideographs; another behind it hides words.
_DRESS = re.compile(
    "((?<=[#*0-9©®‼⁉℗™ℹ\u2190-\u2bff〰〽㊗㊙\U0001f000-\U0001faff])[\ufe0e\ufe0f]"
    "|(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[\ufe00-\ufe02\U000e0100-\U000e01ef])"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_JOINER = re.compile("[\u200c\u200d]")
_TALLEST = 6  # marks on one letter; Burmese and Tibetan have nearly as many
_ARABIC = re.compile("[\u0620-\u06ff\u0750-\u077f\u08a0-\u08b4]")
_JOINS_NOT = re.compile(  # to the left, so that a joiner behind them changes nothing
    "[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06c0"
    "\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef]"
)
_EMOJI_ENDS = frozenset("\ufe0e\ufe0f")


def _joined(found: re.Match[str]) -> str:
    """A joiner where it can be seen: between emoji, beside a virama, after an Arabic letter."""
    before, after = _before(found), found.string[found.end() : found.end() + 1]
    is_join = found[0] == "\u200d"
    if _is_emoji(before) or before in _EMOJI_ENDS:
        return found[0] if is_join and _is_emoji(after) else ""
    if _is_virama(before) or (after and _is_virama(after)):
        return found[0]
    is_arabic = bool(_ARABIC.match(before)) and before.isalpha()
    is_seen = is_arabic and not _JOINS_NOT.match(before)
    return found[0] if is_seen and (is_join or _ARABIC.match(after)) else ""


def _before(found: re.Match[str]) -> str:
    return found.string[max(found.start() - 1, 0) : found.start()]


def _is_emoji(char: str) -> bool:
    return "\u2190" <= char <= "\u2bff" or "\U0001f000" <= char <= "\U0001faff"


def _is_virama(char: str) -> bool:
    return bool(char) and unicodedata.combining(char) == 9


def _without_piles(text: str) -> str:
    kept, height = [], 0
    for char in text:
        height = height + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if height <= _TALLEST:
            kept.append(char)
    return "".join(kept)


def kept_text(text: str, longest: int) -> str:
    """The text without space around it; raises InvalidInput for what is too long or unkeepable."""
    text = several_lines(text)
    if len(text) > longest:
        raise InvalidInput(
            _("The text may have %(longest)d characters at the most.") % {"longest": longest}
        )
    if "\x00" in text:
        raise InvalidInput(_("The text holds characters that cannot be kept."))
    return text
