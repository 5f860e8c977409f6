"""Conversations exported from WhatsApp: read as they were said, whatever stands in them."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from evidence.chats import MOST_BYTES, Chat, LineKind, parse, read
from evidence.services import pieces
from staff.models import AuditEntry

ANDROID_ID = """\
31/12/23 21.40 - Pesan dan panggilan dienkripsi secara end-to-end. Ketuk untuk info selengkapnya.
31/12/23 21.41 - Budi Santoso: Logonya sudah saya kirim, Bu
Ada dua versi:
- merah
- biru
31/12/23 21.42 - +62 812-3456-7890: <Media tidak disertakan>
31/12/23 21.43 - Budi Santoso: IMG-20231231-WA0001.jpg (file terlampir)
31/12/23 21.44 - Budi Santoso: Pesan ini telah dihapus
"""
ANDROID_EN = """\
12/31/23, 9:41\u202fPM - Budi: I have sent the logo: two versions
12/31/23, 11:59 PM - Clara: <Media omitted>
1/1/24, 12:05 AM - Clara: This message was deleted
1/1/24, 12:06 AM - Budi changed the subject from "Logo" to "Logo: final"
"""
IPHONE_ID = """\
\u200e[31/12/23 21.40.00] Budi: \u200ePesan dan panggilan dienkripsi secara end-to-end.
[31/12/23 21.41.05] Budi: Sudah saya kirim\r
\u200e[31/12/23 21.41.09] Clara: \u200egambar tidak disertakan\r
[31/12/23 21.42.00] Clara: \u200e<terlampir: 00000012-PHOTO-2023.jpg>
"""
IPHONE_EN = """\
\ufeff[12/31/23, 9:41:05\u202fPM] Budi: Sent
\u200e[12/31/23, 9:41:06\u202fPM] Clara: \u200eimage omitted
[12/31/23, 9:41:07\u202fPM] Clara: brief.pdf \u2022 3 pages \u200edocument omitted
"""


def clock(*parts: int) -> datetime:
    """A moment by a phone's clock."""
    return datetime(*parts)  # noqa: DTZ001 -- the file knows no zone


def said(chat: Chat) -> list[tuple[str, str, str]]:
    return [(line.kind.value, line.sender, line.text) for line in chat.lines]


def test_android_in_indonesian():
    chat = parse(ANDROID_ID)
    assert said(chat)[0][0] == "notice"
    assert said(chat)[1:] == [
        (
            "message",
            "Budi Santoso",
            "Logonya sudah saya kirim, Bu\nAda dua versi:\n- merah\n- biru",
        ),
        ("media", "+62 812-3456-7890", "<Media tidak disertakan>"),
        ("media", "Budi Santoso", "IMG-20231231-WA0001.jpg (file terlampir)"),
        ("deleted", "Budi Santoso", "Pesan ini telah dihapus"),
    ]
    assert [line.at for line in chat.lines][:2] == [
        clock(2023, 12, 31, 21, 40),
        clock(2023, 12, 31, 21, 41),
    ]
    assert chat.senders == ["Budi Santoso", "+62 812-3456-7890"]
    assert not chat.is_guessed


def test_android_in_english_with_a_clock_of_twelve_hours():
    chat = parse(ANDROID_EN)
    assert said(chat) == [
        ("message", "Budi", "I have sent the logo: two versions"),
        ("media", "Clara", "<Media omitted>"),
        ("deleted", "Clara", "This message was deleted"),
        ("notice", "", 'Budi changed the subject from "Logo" to "Logo: final"'),
    ]
    assert [line.at for line in chat.lines][:3] == [
        clock(2023, 12, 31, 21, 41),
        clock(2023, 12, 31, 23, 59),
        clock(2024, 1, 1, 0, 5),
    ]


def test_iphone_in_indonesian_with_marks_of_direction():
    chat = parse(IPHONE_ID)
    assert [line.kind for line in chat.lines] == ["notice", "message", "media", "media"]
    assert chat.lines[1].text == "Sudah saya kirim"
    assert chat.lines[1].at == clock(2023, 12, 31, 21, 41, 5)
    assert not any("\u200e" in f"{line.sender}{line.text}" for line in chat.lines)


def test_iphone_in_english():
    chat = parse(IPHONE_EN)
    assert [line.kind for line in chat.lines] == ["message", "media", "media"]
    assert chat.lines[0].at == clock(2023, 12, 31, 21, 41, 5)


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        ("2023-12-31, 21:41", clock(2023, 12, 31, 21, 41)),
        ("31.12.23, 21:41", clock(2023, 12, 31, 21, 41)),
        ("31/12/2023, 9:41 p.m.", clock(2023, 12, 31, 21, 41)),
        ("31/12/2023, 12:41 am", clock(2023, 12, 31, 0, 41)),
        ("31/12/2023, 12:41 PM", clock(2023, 12, 31, 12, 41)),
        ("31/12/23 pukul 21.41", clock(2023, 12, 31, 21, 41)),
        ("99/99/23, 21:41", None),
        ("31/2/23, 21:41", None),
        ("31/12/23, 29:99", None),
    ],
)
def test_moments(moment, at):
    [line] = parse(f"{moment} - Budi: x").lines
    assert (line.at, line.sender, line.written) == (at, "Budi", moment)


def test_one_day_above_twelve_decides_for_the_whole_file():
    assert parse("1/2/23, 1:00 - A: x\n1/13/23, 1:00 - A: y").lines[0].at == clock(2023, 1, 2, 1, 0)
    assert parse("1/2/23, 1:00 - A: x\n13/2/23, 1:00 - A: y").lines[0].at == clock(2023, 2, 1, 1, 0)
    assert parse("1/2/23, 1:00 - A: x").is_guessed
    assert not parse("2/2/23, 1:00 - A: x").is_guessed


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Dear Sir,\nhello", "a: b", "12/31/23 lunch - me: you"]
)
def test_other_texts_are_no_chat(text):
    assert not parse(text).is_chat


def test_names_that_hide_their_direction_are_shown_plainly():
    [line] = parse("1/1/23, 1:00 - \u202eidaR\u202c: \u2066evil\u2069").lines
    assert (line.sender, line.text) == ("idaR", "evil")


def test_a_long_file_is_cut_and_says_so():
    line = b"1/1/23, 1:00 - A: " + b"x" * 80 + b"\n"
    chat = read(line * (MOST_BYTES // len(line) + 10))
    assert chat.is_cut
    assert len(chat.lines) <= MOST_BYTES // len(line) + 1


def test_bytes_that_are_no_text_do_no_harm():
    assert read(b"1/1/23, 1:00 - A: \xff\xfe\n").lines[0].text == "��"


NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
WORDS = st.lists(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=40), min_size=1
).map("\n".join)
MOMENTS = st.datetimes(clock(2010, 1, 1), clock(2030, 1, 1)).map(
    lambda at: at.replace(microsecond=0, second=0)
)
FORMATS = [
    lambda at, name, text: f"{at:%d/%m/%y %H.%M} - {name}: {text}",
    lambda at, name, text: f"{at:%Y-%m-%d, %H:%M} - {name}: {text}",
    lambda at, name, text: f"\u200e[{at:%d/%m/%Y %H.%M.%S}] {name}: {text}",
    lambda at, name, text: f"[{at:%d.%m.%y, %I:%M:%S\u202f%p}] {name}: {text}",
]


def is_plain(text: str) -> bool:
    """Nothing in it that would itself be read as a message, a notice or a mark."""
    [line] = parse(f"30/12/23 21.41 - A: {text}").lines
    return line.kind == LineKind.MESSAGE and line.text == text


@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(MOMENTS, NAMES, WORDS.filter(lambda t: t == t.rstrip("\n"))), min_size=1),
)
def test_what_a_phone_writes_is_read_as_it_was_said(form, talk):
    talk = [one for one in talk if len(parse(f"x\n{one[2]}").lines) == 1 and is_plain(one[2])]
    first = (clock(2023, 12, 31, 1, 1), "Ani", "ya")  # says that the day comes first
    written = "\n".join(form(*one) for one in [first, *talk])
    found = [(line.at, line.sender, line.text) for line in parse(written).lines]
    assert found == [(at, name.strip(), text) for at, name, text in [first, *talk]]


@given(st.text())
def test_nothing_is_lost_of_any_text(text):
    kept = "".join(f"{line.written}{line.sender}{line.text}" for line in parse(text).lines)
    assert letters(kept) == letters(text)


@given(st.lists(st.sampled_from(["1/1/23", " ", ", ", "21.41", " - ", "[", "]", "A: ", "\n", "x"])))
def test_nothing_is_lost_of_what_looks_like_a_chat(parts):
    text = "".join(parts)
    kept = "".join(f"{line.written}{line.sender}{line.text}" for line in parse(text).lines)
    assert letters(kept) == letters(text)


@given(st.binary())
def test_any_bytes_can_be_read(content):
    read(content)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@pytest.fixture
def shown(dispute, farid, now):
    def show(content: bytes, name: str = "WhatsApp Chat.txt"):
        piece = pieces.add_piece(
            dispute=dispute,
            by=farid,
            note="What we said.",
            uploads=[SimpleUploadedFile(name, content)],
            key=uuid4(),
            now=now,
        )
        return f"/evidence/chats/{piece.files.get().pk}/"

    return show


@pytest.mark.django_db
def test_the_page_shows_messages_and_runs_nothing(shown, browser_of, clara, farid, maya, sena):
    hostile = b"31/12/23 21.41 - <b>Budi</b>: <script>alert(1)</script> javascript:alert(2)\n"
    address = shown(ANDROID_ID.encode() + hostile)
    text = browser_of(clara).get(address).content.decode()
    assert "Logonya sudah saya kirim, Bu\nAda dua versi:" in text
    assert "<bdi>&lt;b&gt;Budi&lt;/b&gt;</bdi>" in text
    assert "<script>alert(1)" not in text
    assert 'href="javascript:' not in text
    assert browser_of(farid).get(address).status_code == 200
    assert browser_of(sena).get(address).status_code == 404
    assert not AuditEntry.objects.exists()
    assert browser_of(maya).get(address).status_code == 200
    assert AuditEntry.objects.get().action == "evidence.read_file"


@pytest.mark.django_db
def test_a_long_chat_has_pages(shown, browser_of, clara):
    lines = "".join(f"31/12/23 21.{i % 60:02} - Budi: pesan {i}\n" for i in range(450))
    address = shown(lines.encode())
    first, last = (browser_of(clara).get(f"{address}?page={n}").content.decode() for n in (1, 3))
    assert "pesan 199" in first
    assert "pesan 200" not in first
    assert "pesan 449" in last
    assert browser_of(clara).get(f"{address}?page=junk").status_code == 200


@pytest.mark.django_db
def test_any_other_text_is_shown_as_it_is_and_other_files_are_not(shown, browser_of, clara):
    page = browser_of(clara).get(shown(b"Only a note <i>.", "note.txt")).content.decode()
    assert "Only a note &lt;i&gt;." in page
    assert browser_of(clara).get(shown(b"a,b\n1,2", "table.csv")).status_code == 404
