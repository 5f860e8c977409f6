"""Notes for colleagues: kept as written, read by nobody else."""

import json

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from accounts.selectors import export_of
from core.errors import InvalidInput, NotAllowed
from desk import services
from desk.kinds import Kind
from desk.models import LONGEST_NOTE, Note
from staff.models import AuditEntry
from tests.desk.conftest import DECIDE, OF_MONEY

pytestmark = pytest.mark.django_db
SECRET = "He said so on the telephone."


@pytest.mark.parametrize("kind", DECIDE)
def test_only_colleagues_of_the_kind_read_a_note(kind, make, worker, colleague, browser_of):
    case = make(kind)
    other_role = worker(Kind.REPORT if kind in OF_MONEY else Kind.PAYOUT)
    browser_of(worker(kind)).post(f"/desk/work/{kind}/{case.pk}/notes/", {"text": SECRET})
    assert Note.objects.get().by == worker(kind)
    assert SECRET in browser_of(colleague(kind)).get(case.address).content.decode()
    for person in (*case.people, other_role):
        assert SECRET not in browser_of(person).get(case.address).content.decode()
    entry = AuditEntry.objects.get(action="desk.note")
    assert SECRET not in json.dumps([entry.reason, entry.before, entry.after])


def test_a_note_is_in_no_export_and_no_api(make, maya, clara, farid, browser_of, now):
    case = make(Kind.DISPUTE)
    services.note(case=case, by=maya, text=SECRET, now=now)
    for person in (clara, farid):
        assert SECRET not in json.dumps(export_of(person), default=str)
    for person in (clara, farid, maya):
        answer = browser_of(person).get(f"/api/v1/disputes/{case.pk}")
        assert SECRET not in answer.content.decode()
    assert SECRET not in browser_of(maya).get("/api/v1/desk").content.decode()


@pytest.mark.parametrize("sql", ["UPDATE desk_note SET text = 'x'", "DELETE FROM desk_note"])
def test_the_database_keeps_notes_as_they_are(make, maya, now, sql):
    services.note(case=make(Kind.REPORT), by=maya, text=SECRET, now=now)
    with pytest.raises(Error, match="desk_notes_are_append_only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Note.objects.get().text == SECRET


def test_junk_is_no_note(make, maya, fitri, now, browser_of):
    case = make(Kind.REPORT)
    for text in ("", "  \n", "x" * (LONGEST_NOTE + 1), "a\x00b"):
        with pytest.raises(InvalidInput):
            services.note(case=case, by=maya, text=text, now=now)
        answer = browser_of(maya).post(
            f"/desk/work/report/{case.pk}/notes/", {"text": text}, follow=True
        )
        assert answer.status_code == 200
    with pytest.raises(NotAllowed):
        services.note(case=case, by=fitri, text="x", now=now)
    assert not Note.objects.exists()
    assert Client().get("/desk/").status_code == 302


def test_what_is_written_is_shown_as_text(make, maya, now, browser_of):
    case = make(Kind.REPORT)
    services.note(case=case, by=maya, text="<script>alert(1)</script>", now=now)
    assert "<script>alert" not in browser_of(maya).get(case.address).content.decode()
