"""The pages of evidence: who reads them, what they show, and what cannot be done with them."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from disputes.services import disputes
from evidence.models import Piece, PieceFile
from evidence.services import pieces
from staff.models import AuditEntry
from tests.evidence.conftest import text_file
from tests.factories import projects as work

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def piece(dispute, farid, now):
    return pieces.add_piece(
        dispute=dispute,
        by=farid,
        note=f"What we said. {SCRIPT}",
        link="https://example.com/?q=%22%3E&a=1",
        uploads=[text_file("a <b>.txt")],
        key=uuid4(),
        now=now,
    )


def addresses(dispute, piece):
    base = f"/disputes/{dispute.pk}/evidence/"
    return [
        base,
        f"{base}download/zip/",
        f"{base}download/json/",
        f"{base}download/pdf/",
        f"/evidence/files/{piece.files.get().pk}/",
    ]


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_both_sides_and_moderators_read_every_page(browser_of, dispute, piece, clara, farid, maya):
    for person in (clara, farid, maya):
        for address in addresses(dispute, piece):
            assert browser_of(person).get(address).status_code == 200, (person, address)


def test_for_everybody_else_nothing_is_there(browser_of, dispute, piece, sena, fitri):
    for person in (sena, fitri):
        for address in [*addresses(dispute, piece), f"/evidence/pieces/{piece.pk}/hiding/"]:
            assert browser_of(person).get(address).status_code == 404, (person, address)
            assert browser_of(person).post(address).status_code in {404, 405}
    for address in addresses(dispute, piece):
        assert "/accounts/login/" in Client().get(address).headers["Location"]


def test_nor_for_a_moderator_with_ties(browser_of, dispute, piece, maya, clara, now):
    work.signed_contract(client=clara, freelancer=maya, now=now)
    for address in [*addresses(dispute, piece), f"/evidence/pieces/{piece.pk}/hiding/"]:
        assert browser_of(maya).get(address).status_code == 404, address


def test_neither_side_reaches_the_page_for_hiding(browser_of, piece, clara, farid):
    for person in (clara, farid):
        page = browser_of(person)
        address = f"/evidence/pieces/{piece.pk}/hiding/"
        assert page.get(address).status_code == page.post(address, {"reason": "x"}).status_code
        assert page.get(address).status_code == 404


def test_the_page_shows_everything_and_runs_nothing(browser_of, dispute, piece, clara):
    text = browser_of(clara).get(f"/disputes/{dispute.pk}/evidence/").content.decode()
    assert SCRIPT not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "a &lt;b&gt;.txt" in text
    assert 'rel="nofollow noopener noreferrer"' in text
    assert dispute.evidence.sha256 in text
    assert "Nothing added." in text


def test_adding_over_the_page(browser_of, dispute, clara):
    address = f"/disputes/{dispute.pk}/evidence/"
    sent = {"note": "A picture.", "key": uuid4(), "files": [text_file(), text_file("b.txt")]}
    answer = browser_of(clara).post(address, sent, follow=True)
    assert "Added. The other side is told." in answer.content.decode()
    assert Piece.objects.get().files.count() == 2


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"note": "x"},
        {"note": "x", "link": "javascript:alert(1)"},
        {"note": "x", "link": "https://e.com", "key": "no"},
        {"note": "\x00", "link": "https://e.com"},
    ],
)
def test_bad_input_is_said_on_the_page(sent, browser_of, dispute, clara):
    answer = browser_of(clara).post(f"/disputes/{dispute.pk}/evidence/", {"key": uuid4()} | sent)
    assert answer.status_code == 400
    assert "error" in answer.content.decode()
    assert not Piece.objects.exists()


def test_closed_evidence_has_no_form_and_takes_nothing(browser_of, dispute, clara, now):
    disputes.withdraw_dispute(dispute=dispute, by=clara, now=now)
    address = f"/disputes/{dispute.pk}/evidence/"
    page = browser_of(clara).get(address).content.decode()
    assert "Evidence has closed" in page
    assert "Add evidence" not in page
    sent = {"note": "Late.", "key": uuid4(), "link": "https://e.com"}
    assert browser_of(clara).post(address, sent).status_code == 302
    assert not Piece.objects.exists()


def test_staff_who_look_are_written_down_and_sides_are_not(browser_of, dispute, piece, clara, maya):
    for address in addresses(dispute, piece):
        body(browser_of(clara).get(address))
    assert not AuditEntry.objects.exists()
    for address in addresses(dispute, piece):
        body(browser_of(maya).get(address))
    assert list(AuditEntry.objects.order_by("pk").values_list("actor", "action")) == [
        (maya.pk, "evidence.read"),
        (maya.pk, "evidence.download"),
        (maya.pk, "evidence.download"),
        (maya.pk, "evidence.download"),
        (maya.pk, "evidence.read_file"),
    ]


def test_a_hidden_piece_leaves_its_line(browser_of, dispute, piece, clara, farid, maya):
    moderator, file = browser_of(maya), piece.files.get()
    address = f"/evidence/pieces/{piece.pk}/hiding/"
    assert moderator.post(address, {"reason": ""}).status_code == 400
    moderator.post(address, {"reason": "A card number."})
    for person in (clara, farid):
        text = browser_of(person).get(f"/disputes/{dispute.pk}/evidence/").content.decode()
        assert "A moderator hid this piece" in text
        assert "A card number." in text
        assert "What we said." not in text
        assert browser_of(person).get(f"/evidence/files/{file.pk}/").status_code == 404
        told = json.loads(
            browser_of(person).get(f"/disputes/{dispute.pk}/evidence/download/json/").content
        )["added"]
        assert told[0]["hidden_because"] == "A card number."
        assert told[0]["files"] == [{"sha256": file.sha256}]
        assert "note" not in told[0]
    assert moderator.get(f"/evidence/files/{file.pk}/").status_code == 200


def test_a_file_is_saved_and_never_run(browser_of, piece, clara):
    answer = browser_of(clara).get(f"/evidence/files/{piece.files.get().pk}/")
    assert body(answer) == b"The letters are blurred."
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"].startswith("private, no-store")


def unpacked(browser, dispute):
    answer = browser.get(f"/disputes/{dispute.pk}/evidence/download/zip/")
    with zipfile.ZipFile(io.BytesIO(body(answer))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def sums(files):
    lines = files["SHA256SUMS"].decode().splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def test_every_file_of_the_pack_fits_its_sum(browser_of, dispute, piece, clara):
    files = unpacked(browser_of(clara), dispute)
    assert sums(files) == {
        path: hashlib.sha256(content).hexdigest()
        for path, content in files.items()
        if path != "SHA256SUMS"
    }
    assert hashlib.sha256(files["manifest.json"]).hexdigest() == dispute.evidence.sha256
    assert b"A logo." in files.values()
    assert b"The letters are blurred." in files.values()
    assert not [name for name in files if ".." in name or name.startswith("/")]


def test_a_file_changed_on_the_disk_fails_the_check(browser_of, dispute, piece, clara):
    stored = piece.files.get().file.name
    Path(default_storage.path(stored)).write_bytes(b"The letters are fine.")
    files = unpacked(browser_of(clara), dispute)
    wrong = [
        path
        for path, digest in sums(files).items()
        if hashlib.sha256(files[path]).hexdigest() != digest
    ]
    assert [path.split("/")[0] for path in wrong] == ["added"]


def test_a_file_lost_from_the_disk_fails_the_check_and_breaks_nothing(
    browser_of, dispute, piece, clara
):
    default_storage.delete(piece.files.get().file.name)
    files = unpacked(browser_of(clara), dispute)
    assert [path for path in sums(files) if path not in files] == [
        f"added/{piece.pk}/{piece.files.get().pk}-a__b_.txt"
    ]
    assert browser_of(clara).get(f"/evidence/files/{piece.files.get().pk}/").status_code == 404


def test_the_same_number_of_queries_for_one_piece_and_for_three(
    browser_of, dispute, piece, clara, farid, now, django_assert_max_num_queries
):
    browser, address = browser_of(clara), f"/disputes/{dispute.pk}/evidence/"
    browser.get(address)
    with django_assert_max_num_queries(40) as one:
        browser.get(address)
    for _ in range(2):
        pieces.add_piece(
            dispute=dispute, by=clara, note="x", uploads=[text_file()], key=uuid4(), now=now
        )
    with django_assert_max_num_queries(40) as three:
        browser.get(address)
    assert len(one) == len(three)
    assert len(one) <= 20


def test_the_api_lists_adds_and_hands_out(browser_of, dispute, clara, farid, maya, sena):
    address = f"/api/v1/disputes/{dispute.pk}/evidence"
    key = str(uuid4())
    for _ in range(2):
        made = browser_of(farid).post(
            address, {"note": "Chat", "files": [text_file("chat.txt")], "key": key}
        )
        assert made.status_code == 201
    assert PieceFile.objects.count() == 1
    seen = browser_of(clara).get(address).json()
    assert [p["note"] for p in seen["pieces"]] == ["Chat"]
    assert [p["name"] for p in seen["parts"]][:2] == ["terms.json", "milestones.json"]
    assert seen["sha256"] == dispute.evidence.sha256
    whole = browser_of(maya).get(f"{address}/bundle").json()
    assert whole["manifest"]["about"]["dispute"] == dispute.pk
    packed = browser_of(clara).get(f"{address}/zip")
    assert packed.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(body(packed)))
    file = f"/api/v1/evidence/files/{seen['pieces'][0]['files'][0]['id']}"
    assert body(browser_of(clara).get(file)) == b"The letters are blurred."
    assert body(browser_of(clara).get(f"{address}/pdf")).startswith(b"%PDF-")
    for path in (address, f"{address}/bundle", f"{address}/pdf", f"{address}/zip", file):
        assert browser_of(sena).get(path).status_code == 404
    assert browser_of(sena).post(address, {"note": "x"}).status_code == 404
    assert AuditEntry.objects.filter(actor=maya, action="evidence.download").count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"note": "x"}, {"note": "x", "link": "javascript:1"}, {"note": "\x00" * 3}]
)
def test_the_api_says_what_is_wrong(sent, browser_of, dispute, clara):
    answer = browser_of(clara).post(f"/api/v1/disputes/{dispute.pk}/evidence", sent)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Piece.objects.exists()


def test_a_file_of_no_kind_that_we_keep_is_refused_over_the_api(browser_of, dispute, clara):
    sent = {"note": "x", "files": [text_file("page.html", b"<script>alert(1)</script>")]}
    answer = browser_of(clara).post(f"/api/v1/disputes/{dispute.pk}/evidence", sent)
    assert answer.status_code == 400
    assert not Piece.objects.exists()
