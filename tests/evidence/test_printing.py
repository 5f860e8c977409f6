"""The PDF of a bundle: readable, tagged, the same each time, whatever people wrote."""

from uuid import uuid4

import pytest
from django.utils import translation

from evidence.services import pieces, printing, sheets
from messaging.services import open_contract_thread, send_message
from tests.evidence.conftest import text_file
from tests.factories import disputes as quarrel

pytestmark = pytest.mark.django_db


def words(bundle):
    return {section.title: section for section in sheets.sections_of(bundle)}


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_same_tagged_pdf_each_time(dispute, language):
    with translation.override(language):
        made = printing.pdf_of(dispute.evidence)
        assert made.startswith(b"%PDF-")
        assert f"/Lang({language})".encode() in made.replace(b" ", b"")
        assert printing.pdf_of(dispute.evidence) == made


def test_it_says_what_the_parts_say(dispute, clara, farid):
    said = words(dispute.evidence)
    assert dict(said["What it is about"].facts)["Opened by"] == str(clara)
    assert said["What was agreed"].table.rows[0][-1] == "Rp1,000,000"
    assert said["What was delivered"].entries[0].text == "Here it is."
    assert said["What was delivered"].entries[0].notes[0].startswith("logo final (1).txt · SHA-256")
    assert [e.text for e in said["What was written"].entries] == [
        "Please make the letters large.",
        "Tentu, Bu 🙏",
    ]
    history = [row[1] for row in said["What happened"].table.rows]
    assert f"{farid} delivered “{dispute.milestone.title}”." in history
    assert "Something changed." not in history
    assert dict(said["Where the money is"].facts)["In escrow"] == "Rp1,000,000"
    fingerprints = dict(said["Fingerprints (SHA-256)"].table.rows)
    assert fingerprints["manifest.json"] == dispute.evidence.sha256
    assert len(fingerprints) == 1 + 6 + 2


def test_what_was_added_and_what_was_hidden(dispute, clara, farid, maya, now):
    for person, note in ((clara, "A card number"), (farid, "A chat")):
        piece = pieces.add_piece(
            dispute=dispute, by=person, note=note, uploads=[text_file()], key=uuid4(), now=now
        )
        if person == clara:
            pieces.hide_piece(piece=piece, by=maya, reason="Private.", now=now)
    first, second = words(dispute.evidence)["Added by both sides"].entries
    assert first.text == "Hidden by a moderator: Private."
    assert first.notes == [piece.files.get().sha256]
    assert second.text == "A chat"


@pytest.mark.parametrize(
    "text",
    [
        "#strong[x] *y* $z$ \\ @foo <a> `b` // c",
        "ꦧꦠꦶꦏ꧀ 日本語 พิมพ์ العربية 😀",
        "\u202ex\u2066",
        "x" * 2000,
        "\n" * 50,
        "a\tb\x07c",
    ],
)
def test_what_people_write_is_never_markup(text, submitted, clara, now):
    thread = open_contract_thread(contract=submitted.contract, by=clara, now=now)
    send_message(thread=thread, by=clara, body=f"{text}.", key=uuid4(), now=now)
    bundle = quarrel.open_dispute(submitted, by=clara, now=now).evidence
    assert printing.pdf_of(bundle).startswith(b"%PDF-")


def test_a_long_talk_is_cut_and_says_so(submitted, clara, now, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_MESSAGES", 1)
    bundle = quarrel.open_dispute(submitted, by=clara, now=now).evidence
    said = words(bundle)["What was written"]
    assert [e.text for e in said.entries] == ["Tentu, Bu 🙏"]
    assert said.note == "1 older messages stand in messages.json."
