"""Reads a conversation that WhatsApp exported as text, from Android or an iPhone.

The format is nowhere described; this reads what both write in Indonesian and English:

    31/12/23 21.41 - Budi: Sudah saya kirim          (Android, Indonesian)
    12/31/23, 9:41 PM - Budi: I have sent it         (Android, English)
    [31/12/23 21.41.05] Budi: Sudah saya kirim       (iPhone, Indonesian)

Nothing of the text is lost, whatever stands in it: a line that begins no message goes on with the
one before. Times are those of the phone, without a zone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

MOST_BYTES = 2 * 1024**2
_SPACE = "[ \u00a0\u202f]"
_DATE = r"(?P<first>\d{1,4})[./-](?P<second>\d{1,2})[./-](?P<third>\d{1,4})"
_TIME = (
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second_of_minute>\d{2}))?"
    rf"(?:{_SPACE}?(?P<half>[AaPp])\.?{_SPACE}?[Mm]\.?)?"
)
_MOMENT = rf"{_DATE},?{_SPACE}(?:pukul{_SPACE}|at{_SPACE})?{_TIME}"
_IPHONE = re.compile(rf"\[(?P<written>{_MOMENT})\] ?")
_ANDROID = re.compile(rf"(?P<written>{_MOMENT}) [-–] ")
_SENDER = re.compile(r'(?P<sender>[^:\n"“”]{1,100}):(?: (?P<text>.*))?', re.DOTALL)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_OMITTED = re.compile(
    r"<Media omitted>|<Media (?:tidak disertakan|diabaikan|dihilangkan)>|<Tanpa media>"
    r"|(?:.+ )?(?:image|video|audio|sticker|GIF|document|contact card)"
    r" omitted"
    r"|(?:.+ )?(?:gambar|foto|video|audio|stiker|GIF|dokumen|kartu kontak)"
    r" (?:tidak disertakan|diabaikan|dihilangkan)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"[^\n]{1,150}\.\w{1,5} \((?:file attached|(?:file|berkas) terlampir)\)"
    r"|<(?:attached|terlampir): [^\n>]{1,150}>"
)
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|Pesan ini (?:telah )?dihapus"
    r"|(?:Anda|Kamu) (?:telah )?menghapus pesan ini)\.?",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"Messages and calls are end-to-end encrypted|Messages to this (?:chat|group) .* secured"
    r"|Pesan dan (?:panggilan|telepon) (?:ini )?(?:di|ter)enkripsi"
    r"|Your security code with|Kode keamanan Anda dengan",
    re.IGNORECASE,
)


class LineKind(StrEnum):
    """What a line of a conversation is."""

    MESSAGE = "message"
    MEDIA = "media"  # a picture, a voice message: named, and not in the text
    DELETED = "deleted"
    NOTICE = "notice"  # said by WhatsApp, not by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """One message or notice. `written` is the time as it stands in the file."""

    kind: LineKind
    text: str
    written: str = ""
    at: datetime | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation; `is_guessed` says that day and month might be the other way round."""

    lines: list[ChatLine]
    is_chat: bool
    is_cut: bool = False
    is_guessed: bool = False

    @property
    def senders(self) -> list[str]:
        """Who wrote, in the order of their first message."""
        return list(dict.fromkeys(line.sender for line in self.lines if line.sender))


def read(content: bytes) -> Chat:
    """The conversation in a file; its beginning only, where it is longer than 2 MB."""
    text = content[:MOST_BYTES].decode("utf-8-sig", errors="replace")
    chat = parse(text)
    return replace(chat, is_cut=len(content) > MOST_BYTES)


def parse(text: str) -> Chat:
    """The conversation in a text; any other text is one notice, and no chat."""
    found = list(_blocks(text))
    order = _Order.of([head for head, _rest in found if head is not None])
    lines = [_line(head, rest, order) for head, rest in found]
    return Chat(
        lines=lines,
        is_chat=any(line.sender for line in lines),
        is_guessed=order.is_guessed,
    )


def _blocks(text: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """The head of each message, and its text with the lines that follow."""
    head: re.Match[str] | None = None
    rest: list[str] = []
    text = _UNSEEN.sub("", _MARKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    for line in text.split("\n"):
        begun = _head_of(line)
        if begun is None:
            rest.append(line)
            continue
        if head is not None or any(rest):
            yield head, "\n".join(rest)
        head, rest = begun, [line[begun.end() :]]
    if head is not None or any(rest):
        yield head, "\n".join(rest)


def _head_of(line: str) -> re.Match[str] | None:
    if line.startswith("["):
        return _IPHONE.match(line)
    return _ANDROID.match(line) if line[:1].isdigit() else None


def _line(head: re.Match[str] | None, rest: str, order: "_Order") -> ChatLine:
    rest = rest.rstrip("\n")
    if head is None:
        return ChatLine(kind=LineKind.NOTICE, text=rest)
    written, at = head["written"], order.moment(head)
    said = _SENDER.fullmatch(rest)
    text = (said["text"] or "") if said else ""
    if said is None or _NOTICE.match(text):
        return ChatLine(kind=LineKind.NOTICE, text=rest, written=written, at=at)
    kind = _kind_of(text.strip())
    return ChatLine(kind=kind, text=text, written=written, at=at, sender=said["sender"].strip())


def _kind_of(bare: str) -> LineKind:
    if _OMITTED.fullmatch(bare) or _ATTACHED.match(bare):
        return LineKind.MEDIA
    return LineKind.DELETED if _DELETED.fullmatch(bare) else LineKind.MESSAGE


@dataclass(frozen=True, slots=True)
class _Order:
    """Whether the day stands before the month; the phone's language decides it, not the file."""

    is_day_first: bool
    is_guessed: bool

    @classmethod
    def of(cls, heads: Iterable[re.Match[str]]) -> "_Order":
        """A number above twelve is no month; else time does not run backwards; else as here."""
        pairs = [(int(one), int(two)) for one, two, _year in map(_numbers, heads) if len(one) < 3]
        if any(first > 12 for first, _second in pairs):
            return cls(is_day_first=True, is_guessed=False)
        if any(second > 12 for _first, second in pairs):
            return cls(is_day_first=False, is_guessed=False)
        return cls(is_day_first=True, is_guessed=any(one != two for one, two in pairs))

    def moment(self, head: re.Match[str]) -> datetime | None:
        """When it was written, by the phone's clock; None where that cannot be."""
        one, two, three = _numbers(head)
        if len(one) == 4:
            year, month, day = one, two, three
        elif self.is_day_first:
            day, month, year = one, two, three
        else:
            month, day, year = one, two, three
        try:
            return datetime(  # noqa: DTZ001 -- the file knows no zone
                int(year) + (2000 if len(year) <= 2 else 0),
                int(month),
                int(day),
                _hour(head),
                int(head["minute"]),
                int(head["second_of_minute"] or 0),
            )
        except ValueError:
            return None


def _numbers(head: re.Match[str]) -> tuple[str, str, str]:
    return head["first"], head["second"], head["third"]


def _hour(head: re.Match[str]) -> int:
    hour, half = int(head["hour"]), (head["half"] or "").lower()
    if not half:
        return hour
    return hour % 12 + (12 if half == "p" else 0)
