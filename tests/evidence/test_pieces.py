"""What both sides add, until evidence closes; what a moderator hides."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.exports import parts
from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from disputes.services import disputes
from disputes.states import DisputeState
from evidence.models import Hiding, Piece, PieceFile
from evidence.policies import takes_evidence
from evidence.services import pieces
from notifications.models import Notification
from staff.models import AuditEntry
from tests.evidence.conftest import DAY, text_file
from tests.factories import disputes as quarrel
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


def add(dispute, *, by, now, **given):
    given = {"note": "Look at this.", "uploads": [text_file()], "key": uuid4()} | given
    return pieces.add_piece(dispute=dispute, by=by, now=now, **given)


def told(person, kind):
    return Notification.objects.filter(recipient=person, kind=kind).count()


def test_both_sides_and_a_moderator_add(dispute, clara, farid, maya, now):
    found = [add(dispute, by=person, now=now) for person in (clara, farid, maya)]
    assert [p.side for p in found] == ["client", "freelancer", "moderator"]
    assert [p.files.get().size for p in found] == [24, 24, 24]
    assert (told(clara, "evidence_added"), told(farid, "evidence_added")) == (2, 2)


def test_nobody_else_adds(dispute, sena, fitri, now):
    for person in (sena, fitri):
        with pytest.raises(NotAllowed):
            add(dispute, by=person, now=now)
    assert not Piece.objects.exists()


def test_nor_does_a_moderator_with_ties(dispute, maya, farid, now):
    work.signed_contract(client=maya, freelancer=farid, now=now)
    with pytest.raises(NotAllowed):
        add(dispute, by=maya, now=now)


def test_the_same_key_is_one_piece(dispute, clara, now):
    key = uuid4()
    assert add(dispute, by=clara, now=now, key=key) == add(dispute, by=clara, now=now, key=key)
    assert PieceFile.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"note": " "},
        {"note": "x" * 2001},
        {"note": "a\x00b"},
        {"uploads": []},
        {"uploads": [text_file() for _ in range(11)]},
        {"uploads": [text_file("run.exe", b"MZ\x00")]},
        {"uploads": [text_file("fake.pdf", b"<script>")]},
        {"uploads": [text_file("empty.txt", b"")]},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://example.com/a"},
        {"link": "data:text/html,x"},
        {"link": "https://example.com/" + "x" * 2100},
    ],
)
def test_what_cannot_be_added(given, dispute, clara, now):
    with pytest.raises(InvalidInput):
        add(dispute, by=clara, now=now, **given)
    assert not Piece.objects.exists()
    assert not PieceFile.objects.exists()


def test_a_link_needs_no_file(dispute, clara, now):
    piece = add(dispute, by=clara, now=now, uploads=[], link="https://drive.example/x?a=1&b=2")
    assert piece.link == "https://drive.example/x?a=1&b=2"


def test_thirty_pieces_a_side(dispute, clara, farid, now, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_PIECES", 2)
    for _ in range(2):
        add(dispute, by=clara, now=now)
    with pytest.raises(LimitReached):
        add(dispute, by=clara, now=now)
    add(dispute, by=farid, now=now)


def test_a_hundred_megabytes_a_side(dispute, clara, farid, now, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_BYTES", 60)
    add(dispute, by=clara, now=now, uploads=[text_file(), text_file("b.txt")])
    with pytest.raises(LimitReached):
        add(dispute, by=clara, now=now)
    add(dispute, by=farid, now=now)


def test_open_while_they_talk_and_three_days_with_a_moderator(dispute, farid, now):
    assert takes_evidence(dispute, now + 30 * DAY)
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.NEGOTIATION
    assert takes_evidence(dispute, now + 30 * DAY)


def test_closed_on_the_third_day_with_a_moderator(mediated, clara, now):
    closing = now + 8 * DAY
    add(mediated, by=clara, now=closing - timedelta(seconds=1))
    with pytest.raises(WrongState):
        add(mediated, by=clara, now=closing)
    assert Piece.objects.count() == 1


@pytest.mark.parametrize("state", ["settled", "withdrawn", "executed"])
def test_closed_when_it_has_ended(state, clara, farid, maya, now):
    dispute = quarrel.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now)
    with pytest.raises(WrongState):
        add(dispute, by=clara, now=now)


def test_an_old_copy_of_the_dispute_does_not_open_it_again(dispute, clara, now):
    disputes.withdraw_dispute(dispute=dispute, by=clara, now=now)
    with pytest.raises(WrongState):
        add(dispute, by=clara, now=now)


def test_hiding_leaves_a_line_an_audit_entry_and_tells_both(dispute, clara, farid, maya, now):
    piece = add(dispute, by=clara, now=now)
    pieces.hide_piece(piece=piece, by=maya, reason="A card number. ", now=now)
    pieces.hide_piece(piece=piece, by=maya, reason="Twice.", now=now)
    entry = AuditEntry.objects.get(action="evidence.hide")
    assert (entry.actor, entry.person, entry.reason) == (maya, clara, "A card number.")
    assert (entry.before, entry.after) == ({"is_hidden": False}, {"is_hidden": True})
    assert Hiding.objects.get().reason == "A card number."
    assert (told(clara, "evidence_hidden"), told(farid, "evidence_hidden")) == (1, 1)
    assert PieceFile.objects.count() == 1


def test_neither_side_hides(dispute, clara, farid, sena, now):
    piece = add(dispute, by=clara, now=now)
    for person in (clara, farid, sena):
        with pytest.raises(NotAllowed):
            pieces.hide_piece(piece=piece, by=person, reason="Mine.", now=now)
    assert not Hiding.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00"])
def test_hiding_needs_a_reason(reason, dispute, clara, maya, now):
    piece = add(dispute, by=clara, now=now)
    with pytest.raises(InvalidInput):
        pieces.hide_piece(piece=piece, by=maya, reason=reason, now=now)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("table", ["piece", "piecefile", "hiding"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_postgres_refuses_to_change_what_was_added(statement, table, dispute, clara, maya, now):
    piece = add(dispute, by=clara, now=now)
    pieces.hide_piece(piece=piece, by=maya, reason="A card number.", now=now)
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(f"evidence_{table}"))


def test_what_one_added_is_taken_along(dispute, clara, farid, now):
    add(dispute, by=clara, now=now, link="https://e.com/a")
    [taken] = parts()["evidence"](clara)
    assert (taken["note"], taken["link"]) == ("Look at this.", "https://e.com/a")
    assert [file["name"] for file in taken["files"]] == ["note.txt"]
    assert parts()["evidence"](farid) == []
