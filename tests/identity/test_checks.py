"""Identity checks: sent, judged once, ended, and deleted for good."""

import io
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image

from accounts.models import User
from accounts.selectors import export_of
from accounts.services.closing import close_account
from accounts.services.people import update_account
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from identity import vault
from identity.models import IdentityCheck, Picture
from identity.selectors import keeps_anything_of, waiting_checks
from identity.services import checks, pictures
from identity.states import CHECK_MOVES, CheckState
from notifications.models import Notification
from payments.names import NameMatch
from staff.models import AuditEntry
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.accounts import make_moderator, make_region
from tests.identity.conftest import NIK, photo, send, submission

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(person):
    rows = Notification.objects.filter(recipient=person, kind__startswith="identity")
    return list(rows.order_by("pk").values_list("kind", flat=True))


class TestSending:
    def test_what_is_sent_waits_for_a_day_at_most(self, farid, maya, now):
        make_region()
        check = send(farid, now, legal_name="  Farid   Hidayat ", number="3273 0115 0790 0001")
        assert (check.state, check.due_at, check.doubts) == ("submitted", now + DAY, [])
        assert (check.legal_name, check.number_end) == ("Farid Hidayat", "0001")
        farid.refresh_from_db()
        assert (farid.legal_name, farid.is_verified) == ("Farid Hidayat", False)
        assert told(maya) == ["identity_to_check"]

    def test_number_and_pictures_are_nowhere_in_the_clear(self, waiting, farid, settings):
        assert NIK not in str(IdentityCheck.objects.values().get())
        assert vault.unseal(f"number:{farid.pk}", waiting.number_sealed.encode()) == NIK.encode()
        for path in Path(settings.IDENTITY_ROOT).iterdir():
            assert b"WEBP" not in path.read_bytes()

    def test_a_number_of_odd_shape_is_taken_with_a_word(self, farid, now):
        check = send(farid, now, number="12")
        assert (check.state, check.doubts) == ("submitted", ["length"])

    def test_without_consent_nothing_is_kept(self, farid, now):
        with pytest.raises(InvalidInput):
            checks.submit(by=farid, sent=submission(), has_consented=False, now=now)
        assert (IdentityCheck.objects.count(), vault.names()) == (0, [])

    def test_one_at_a_time(self, waiting, farid, now):
        with pytest.raises(WrongState):
            send(farid, now)
        with pytest.raises(IntegrityError, match="one_living"), transaction.atomic():
            IdentityCheck.objects.create(
                user=farid, document_type="ktp", consented_at=now, submitted_at=now, due_at=now
            )
        assert IdentityCheck.objects.count() == 1

    def test_place_and_camera_are_not_kept(self, farid, now):
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"
        check = send(farid, now, document=photo(exif=exif.tobytes()))
        kept = pictures.look_at(check=check, side="document", by=farid, now=now)
        assert b"SecretCamera" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()

    def test_what_is_hidden_behind_a_picture_is_gone(self, farid, now):
        upload = photo()
        evil = upload.read() + b"PK\x03\x04<script>alert(1)</script>"
        check = send(farid, now, document=SimpleUploadedFile("ktp.jpg", evil))
        kept = pictures.look_at(check=check, side="document", by=farid, now=now)
        assert b"script" not in kept
        assert kept[8:12] == b"WEBP"


def png_that_claims(width, height):
    """A PNG of a few bytes that unpacks to more than any memory."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "svg": ("ktp.svg", SVG),
    "svg as png": ("ktp.png", SVG),
    "html as jpeg": ("ktp.jpg", b"\xff\xd8\xff<html><script>alert(1)</script>"),
    "pdf": ("ktp.pdf", b"%PDF-1.7 x"),
    "zip": ("ktp.jpg", b"PK\x03\x04" + b"\0" * 100),
    "empty": ("ktp.jpg", b""),
    "cut": ("ktp.jpg", photo().read()[:200]),
    "bomb": ("ktp.png", png_that_claims(60_000, 60_000)),
    "broken": ("ktp.png", png_that_claims(900, 600)),
    "too large": ("ktp.jpg", b"\xff\xd8\xff" + b"\0" * (10 * 1024**2 + 1)),
    "gif": ("ktp.gif", photo("GIF").read()),
    "tiny": ("ktp.png", photo("PNG", (40, 30)).read()),
    "wrong name": ("ktp.exe", photo().read()),
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("side", ["document", "selfie"])
def test_hostile_pictures_are_refused_in_words_and_not_kept(farid, now, hostile, side):
    with pytest.raises(InvalidInput):
        send(farid, now, **{side: SimpleUploadedFile(*HOSTILE[hostile])})
    assert (IdentityCheck.objects.count(), vault.names()) == (0, [])


class TestDeciding:
    def test_verified_gives_the_badge_and_the_name(self, verified, farid, now):
        farid.refresh_from_db()
        assert (farid.is_verified, farid.verified_name) == (True, "Farid Hidayat")
        assert told(farid) == ["identity_verified"]
        entry = AuditEntry.objects.get(action="identity.verify")
        assert (entry.person, entry.after) == (farid, {"state": "verified"})

    def test_sent_back_says_what_and_why_and_may_be_sent_anew(self, waiting, farid, maya, now):
        checks.send_back(
            check=waiting, by=maya, reason="Too dark", wanted=["selfie", "document"], now=now
        )
        waiting.refresh_from_db()
        assert (waiting.state, waiting.wanted) == ("returned", ["document", "selfie"])
        assert told(farid) == ["identity_returned"]
        assert Notification.objects.get(kind="identity_returned").sentence.endswith("Too dark")
        assert send(farid, now).state == "submitted"

    @pytest.mark.parametrize(
        ("reason", "wanted"),
        [("", ["selfie"]), ("  ", ["selfie"]), ("x" * 1001, ["selfie"]), ("x", []), ("x", ["y"])],
    )
    def test_a_return_needs_a_reason_and_a_part(self, waiting, maya, now, reason, wanted):
        with pytest.raises(InvalidInput):
            checks.send_back(check=waiting, by=maya, reason=reason, wanted=wanted, now=now)
        waiting.refresh_from_db()
        assert waiting.state == "submitted"

    def test_only_moderators_without_ties_decide(self, waiting, clara, farid, sena, fitri, now):
        for other in (clara, sena, fitri, farid):
            with pytest.raises(NotAllowed):
                checks.verify(check=waiting, by=other, now=now)
        assert AuditEntry.objects.count() == 0

    def test_nobody_judges_oneself(self, maya, now):
        check = send(maya, now, legal_name="Maya Lestari")
        with pytest.raises(NotAllowed):
            checks.verify(check=check, by=maya, now=now)
        with pytest.raises(IntegrityError, match="oneself"), transaction.atomic():
            IdentityCheck.objects.filter(pk=check.pk).update(decided_by=maya)

    def test_a_moderator_who_worked_with_them_neither_decides_nor_looks(
        self, waiting, farid, maya, now
    ):
        work.signed_contract(client=maya, freelancer=farid, now=now)
        for act in (
            lambda: checks.verify(check=waiting, by=maya, now=now),
            lambda: checks.send_back(check=waiting, by=maya, reason="x", wanted=["name"], now=now),
            lambda: pictures.look_at(check=waiting, side="selfie", by=maya, now=now),
        ):
            with pytest.raises(NotAllowed):
                act()

    def test_what_is_decided_is_decided(self, verified, maya, now):
        for act in (
            lambda: checks.verify(check=verified, by=maya, now=now),
            lambda: checks.send_back(check=verified, by=maya, reason="x", wanted=["name"], now=now),
        ):
            with pytest.raises(WrongState):
                act()
        assert AuditEntry.objects.filter(action__startswith="identity").count() == 1

    def test_the_table_of_moves_has_no_way_back(self):
        assert set(CHECK_MOVES) == set(CheckState)
        assert all(CheckState.SUBMITTED not in after for after in CHECK_MOVES.values())


class TestEnds:
    def test_another_legal_name_ends_it(self, verified, farid, now):
        farid.refresh_from_db()
        words = {"name": farid.name, "language": "id", "timezone": "Asia/Jakarta", "by": farid}
        update_account(user=farid, legal_name=" Farid  Hidayat", **words)
        farid.refresh_from_db()
        assert farid.is_verified
        update_account(user=farid, legal_name="Somebody Else", **words)
        farid.refresh_from_db()
        verified.refresh_from_db()
        assert (farid.is_verified, farid.verified_name) == (False, "")
        assert (verified.state, verified.ended_by) == ("expired", "name")
        assert told(farid) == ["identity_verified", "identity_expired"]

    def test_it_becomes_old(self, verified, farid, now):
        assert checks.end_old(now=now + 3 * 365 * DAY - DAY) == 0
        assert checks.end_old(now=now + 3 * 365 * DAY) == 1
        assert checks.end_old(now=now + 3 * 365 * DAY) == 0
        farid.refresh_from_db()
        assert not farid.is_verified
        assert told(farid)[-1] == "identity_expired"

    def test_overdue_is_told_once(self, maya, waiting, now):
        assert checks.tell_of_overdue(now=now + DAY) == 0
        late = now + DAY + timedelta(minutes=1)
        assert checks.tell_of_overdue(now=late) == 1
        assert checks.tell_of_overdue(now=late) == 0
        assert told(maya) == ["identity_to_check", "identity_overdue"]

    def test_consent_taken_back_deletes_at_once(
        self, verified, farid, now, django_capture_on_commit_callbacks
    ):
        assert len(vault.names()) == 2
        with django_capture_on_commit_callbacks(execute=True):
            checks.withdraw(by=farid, now=now)
        assert (vault.names(), Picture.objects.count()) == ([], 0)
        verified.refresh_from_db()
        assert (verified.state, verified.number_sealed, verified.number_end) == ("expired", "", "")
        farid.refresh_from_db()
        assert not farid.is_verified
        checks.withdraw(by=farid, now=now)

    def test_consent_taken_back_deletes_what_earlier_submissions_left(
        self, waiting, farid, maya, browser_of, now, django_capture_on_commit_callbacks
    ):
        checks.send_back(check=waiting, by=maya, reason="Dark.", wanted=["selfie"], now=now)
        latest = send(farid, now)
        form = 'action="/identity/withdrawal/"'
        pictures_gone = IdentityCheck.objects.filter(pk=latest.pk)
        pictures_gone.update(pictures_deleted_at=now, number_sealed="")
        assert form in browser_of(farid).get("/identity/").content.decode()
        pictures_gone.update(pictures_deleted_at=None)
        assert len(vault.names()) == 4
        with django_capture_on_commit_callbacks(execute=True):
            checks.withdraw(by=farid, now=now)
        assert (vault.names(), Picture.objects.count()) == ([], 0)
        left = IdentityCheck.objects.filter(user=farid)
        assert set(left.values_list("number_sealed", "number_end")) == {("", "")}
        assert not keeps_anything_of(farid)

    def test_nobody_takes_anothers_consent_back(self, waiting, sena, maya, now):
        for other in (sena, maya):
            checks.withdraw(by=other, now=now)
        assert len(vault.names()) == 2

    def test_a_closed_account_leaves_nothing(
        self, verified, farid, now, django_capture_on_commit_callbacks
    ):
        farid.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            close_account(user=farid, by=farid, now=now)
        verified.refresh_from_db()
        farid.refresh_from_db()
        assert (vault.names(), Picture.objects.count()) == ([], 0)
        assert (verified.legal_name, verified.number_sealed, verified.ended_by) == (
            "",
            "",
            "closed",
        )
        assert (farid.verified_name, farid.legal_name) == ("", "")

    def test_a_returned_one_of_a_closed_account_keeps_no_words(self, waiting, farid, maya, now):
        checks.send_back(check=waiting, by=maya, reason="Too dark", wanted=["name"], now=now)
        farid.refresh_from_db()
        close_account(user=farid, by=farid, now=now)
        waiting.refresh_from_db()
        assert "Too dark" not in str(IdentityCheck.objects.values().get())


class TestDeletion:
    def test_pictures_go_after_the_decision_and_the_days_that_are_promised(
        self, verified, farid, now, settings, django_capture_on_commit_callbacks
    ):
        kept = timedelta(days=settings.IDENTITY_KEEP_DAYS)
        assert pictures.delete_due(now=now + kept - DAY) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert pictures.delete_due(now=now + kept) == 1
        assert pictures.delete_due(now=now + kept) == 0
        assert (vault.names(), Picture.objects.count()) == ([], 0)
        verified.refresh_from_db()
        assert (verified.state, verified.pictures_deleted_at) == ("verified", now + kept)
        with pytest.raises(WrongState):
            pictures.look_at(check=verified, side="selfie", by=farid, now=now)

    def test_the_number_of_whoever_was_not_verified_goes_with_the_pictures(
        self, waiting, maya, now, settings
    ):
        checks.send_back(check=waiting, by=maya, reason="Too dark", wanted=["name"], now=now)
        waiting.refresh_from_db()
        assert waiting.number_sealed
        pictures.delete_due(now=now + timedelta(days=settings.IDENTITY_KEEP_DAYS))
        waiting.refresh_from_db()
        assert waiting.number_sealed == ""

    def test_the_number_goes_when_the_verification_ends(self, verified, now):
        pictures.delete_due(now=now + 20 * DAY)
        verified.refresh_from_db()
        assert verified.number_sealed
        checks.end_old(now=now + 3 * 365 * DAY)
        verified.refresh_from_db()
        assert verified.number_sealed == ""

    def test_what_waits_is_not_deleted(self, waiting, now):
        assert pictures.delete_due(now=now + 900 * DAY) == 0
        assert len(vault.names()) == 2

    def test_a_stray_file_is_swept_and_no_other(self, waiting, now):
        stray = vault.put(b"of a submission that was undone")
        young = vault.put(b"of one that is being written")
        old = (now - timedelta(hours=2)).timestamp()
        for name in vault.names():
            if name != young:
                os.utime(Path(vault._path(name)), (old, old))
        os.utime(Path(vault._path(young)), (now.timestamp(), now.timestamp()))
        assert pictures.delete_strays(now=now) == 1
        assert stray not in vault.names()
        assert len(vault.names()) == 3


def test_the_export_tells_what_is_kept_and_no_number(verified, farid):
    told_of = export_of(farid)["identity"]
    assert [one["state"] for one in told_of] == ["verified"]
    assert NIK not in str(told_of)


def test_payouts_are_compared_with_the_verified_name(farid, maya, now):
    place = money.make_destination(farid, now=now)
    before = place.name_match
    User.objects.filter(pk=farid.pk).update(legal_name=place.holder_name)
    checks.verify(check=send(farid, now, legal_name="Quite Another"), by=maya, now=now)
    User.objects.filter(pk=farid.pk).update(legal_name=place.holder_name)
    place.user.refresh_from_db()
    assert (before, place.name_match) == (NameMatch.MATCH, NameMatch.DIFFERS)


def test_the_queue_shows_the_most_urgent_first(farid, sena, now):
    late = send(sena, now, legal_name="Sena Putri")
    early = send(farid, now - DAY)
    assert list(waiting_checks()) == [early, late]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_are_one_decision(farid, maya, now):
    adi = make_moderator("Adi Nugroho")
    check = send(farid, now)

    def decide(moderator):
        try:
            if moderator == maya:
                checks.verify(check=check, by=moderator, now=now)
            else:
                checks.send_back(check=check, by=moderator, reason="x", wanted=["name"], now=now)
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(decide, [maya, adi]))
    assert outcomes == ["decided", "wrong_state"]
    assert AuditEntry.objects.filter(action__startswith="identity").count() == 1
