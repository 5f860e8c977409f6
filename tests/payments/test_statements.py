"""Statements and packs of a year: rows of the book, and sums that are right."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core.errors import InvalidInput
from notifications.models import Notification
from payments.kinds import DocumentKind
from payments.models import Document, Escrow
from payments.services.documents import monthly, printing, spreadsheets, statements, years
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """The book stamps its lines by the database's clock."""
    return timezone.now()


def state(person: User, kind: DocumentKind, now: datetime) -> Document:
    return statements.issue_statement(
        person=person, kind=kind, month=now.date(), currency="IDR", now=now
    )


def test_a_freelancers_month(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    money.request_payout(farid, now=now, amount=rupiah(300_000))
    later = timezone.now() + timedelta(seconds=1)
    stated = state(farid, DocumentKind.FREELANCER_STATEMENT, later)
    facts = stated.facts
    assert [move["minor"] for move in facts["moves"]] == [900_000_00, -300_000_00]
    assert (facts["opening_minor"], facts["closing_minor"]) == (0, 600_000_00)
    assert stated.amount == rupiah(600_000)
    rows = list(csv.reader(io.StringIO(spreadsheets.csv_of(stated).decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]] == ["0.00", "900000.00", "600000.00", "600000.00"]


def test_a_clients_month_shows_what_is_held(held: Escrow, clara: User, now: datetime) -> None:
    later = timezone.now() + timedelta(seconds=1)
    stated = state(clara, DocumentKind.CLIENT_STATEMENT, later)
    assert stated.amount == rupiah(1_000_000)
    assert [move["kind"] for move in stated.facts["moves"]] == ["capture"]


def test_a_month_that_is_over_is_stated_once(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    following = now + timedelta(days=62)
    kind = DocumentKind.FREELANCER_STATEMENT
    first, again = (
        statements.issue_statement(
            person=farid, kind=kind, month=now.date(), currency="IDR", now=following
        )
        for _time in range(2)
    )
    assert first == again
    assert first.facts["is_whole"]
    empty = state(farid, kind, following)
    assert (empty.facts["opening_minor"], empty.facts["moves"]) == (900_000_00, [])


def test_in_the_first_hour_after_a_month_it_is_stated_up_to_its_end_only(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    midnight = statements.month_of(timezone.localdate(timezone=ZoneInfo("Asia/Jakarta"))).end
    kind = DocumentKind.FREELANCER_STATEMENT

    def at(moment: datetime) -> Document:
        month = (midnight - timedelta(days=1)).date()
        return statements.issue_statement(
            person=farid, kind=kind, month=month, currency="IDR", now=moment
        )

    early, whole = at(midnight + timedelta(minutes=5)), at(midnight + timedelta(hours=1))
    assert early != whole
    assert (early.facts["is_whole"], whole.facts["is_whole"]) == (False, True)
    assert early.facts["until"] == whole.facts["until"]
    assert at(midnight + timedelta(days=1)) == whole


def test_what_has_not_begun_is_refused(farid: User, now: datetime) -> None:
    kind = DocumentKind.FREELANCER_STATEMENT
    with pytest.raises(InvalidInput):
        statements.issue_statement(
            person=farid,
            kind=kind,
            month=(now + timedelta(days=40)).date(),
            currency="IDR",
            now=now,
        )
    with pytest.raises(InvalidInput):
        years.issue_year(
            person=farid,
            kind=DocumentKind.FREELANCER_YEAR,
            year=now.year + 2,
            currency="IDR",
            now=now,
        )
    assert Document.objects.count() == 0


def test_a_year_from_both_sides(clara: User, farid: User, sena: User, now: datetime) -> None:
    for worker in (farid, farid, sena):
        money.earn(worker, payer=clara, now=now)
    mine = years.issue_year(
        person=farid, kind=DocumentKind.FREELANCER_YEAR, year=now.year, currency="IDR", now=now
    )
    assert mine.facts["rows"] == [
        {
            "name": "Clara Wijaya",
            "organisation": "",
            "releases": 2,
            "fee_minor": 200_000_00,
            "ppn_minor": 0,
            "pph22_minor": 0,
            "net_minor": 1_800_000_00,
            "withheld_minor": 0,
            "slips": 0,
            "without_slip": 2,
            "taken_minor": 0,
        }
    ]
    assert mine.amount == rupiah(2_000_000)
    hers = years.issue_year(
        person=clara, kind=DocumentKind.CLIENT_YEAR, year=now.year, currency="IDR", now=now
    )
    assert [row["name"] for row in hers.facts["rows"]] == ["Farid Hidayat", "Sena Putri"]
    assert hers.amount == rupiah(3_000_000)


@pytest.mark.parametrize("language", ["en", "id"])
def test_they_are_printed(clara: User, farid: User, now: datetime, language: str) -> None:
    money.earn(farid, payer=clara, now=now)
    later = timezone.now() + timedelta(seconds=1)
    made = [
        state(farid, DocumentKind.FREELANCER_STATEMENT, later),
        years.issue_year(
            person=farid, kind=DocumentKind.FREELANCER_YEAR, year=now.year, currency="IDR", now=now
        ),
    ]
    with translation.override(language):
        for document in made:
            assert b"pdfuaid" in printing.pdf_of(document)


def test_words_of_people_are_no_formulas(clara: User, farid: User, now: datetime) -> None:
    clara.client_profile.organisation = '=HYPERLINK("http://evil")'
    clara.client_profile.save()
    money.earn(farid, payer=clara, now=now)
    mine = years.issue_year(
        person=farid, kind=DocumentKind.FREELANCER_YEAR, year=now.year, currency="IDR", now=now
    )
    assert "'=HYPERLINK" in spreadsheets.csv_of(mine).decode("utf-8-sig")


def test_people_make_them_on_their_page(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    browser = browser_of(farid)
    asked = {"month": f"{now:%Y-%m}", "statement_kind": "freelancer_statement"}
    browser.post(reverse("payments:make-statement"), asked)
    browser.post(
        reverse("payments:make-year"), {"pack_year": now.year, "pack_kind": "freelancer_year"}
    )
    for kind in ("freelancer_statement", "freelancer_year"):
        one = Document.objects.get(person=farid, kind=kind)
        address = reverse("payments:document-csv", args=[one.pk])
        assert browser.get(address)["Content-Type"] == "text/csv"
        assert browser_of(clara).get(address).status_code == 404
        assert browser.get(f"/api/v1/documents/{one.pk}/csv").status_code == 200
        assert address in browser.get(reverse("payments:documents")).content.decode()
    slip = Document.objects.get(kind=DocumentKind.EARNING_SLIP)
    assert browser.get(reverse("payments:document-csv", args=[slip.pk])).status_code == 404


@pytest.mark.parametrize("month", ["", "x", "0001-01", "9999-12", "2026-13", "2\x00"])
def test_a_month_that_cannot_be_is_refused(farid: User, browser_of: Browser, month: str) -> None:
    asked = {"month": month, "statement_kind": "freelancer_statement"}
    answer = browser_of(farid).post(reverse("payments:make-statement"), asked, follow=True)
    assert answer.status_code == 200
    browser_of(farid).post(reverse("payments:make-year"), {"pack_year": "x", "pack_kind": "y"})
    assert Document.objects.count() == 0


# By the clock


def a_month_later(now: datetime) -> datetime:
    return statements.month_of(now.date()).end + timedelta(hours=3)


def made(person: User) -> list[tuple[str, str]]:
    kinds = [DocumentKind.FREELANCER_STATEMENT, DocumentKind.CLIENT_STATEMENT]
    rows = Document.objects.filter(person=person, kind__in=kinds).order_by("kind")
    return list(rows.values_list("kind", "subject"))


def told(person: User) -> int:
    return Notification.objects.filter(recipient=person, kind="statements_made").count()


def test_the_clock_states_the_month_once_for_everybody_who_had_movement(
    clara: User, farid: User, sena: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    label = statements.month_of(now.date()).label
    later = a_month_later(now)
    assert [monthly.make_statements(now=later + timedelta(hours=h)) for h in (0, 1, 24)] == [
        2,
        0,
        0,
    ]
    assert made(farid) == [("freelancer_statement", f"{label}:IDR")]
    assert made(clara) == [("client_statement", f"{label}:IDR")]
    assert made(sena) == []
    assert [told(person) for person in (clara, farid, sena)] == [1, 1, 0]
    stated = Document.objects.get(person=farid, kind=DocumentKind.FREELANCER_STATEMENT)
    assert (stated.facts["is_whole"], stated.amount) == (True, rupiah(900_000))
    assert stated.code.endswith(f"-{farid.pk}-0001")


def test_before_the_month_is_over_nothing_is_stated(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    end = statements.month_of(now.date()).end
    assert monthly.make_statements(now=end - timedelta(seconds=1)) == 0
    assert monthly.make_statements(now=end + timedelta(minutes=59)) == 0
    assert monthly.make_statements(now=end + timedelta(minutes=61)) == 2


def test_both_sides_of_one_person_are_told_of_once(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    money.make_held(payer=farid, payee=clara, now=now)
    monthly.make_statements(now=a_month_later(now))
    assert [kind for kind, _subject in made(farid)] == ["client_statement", "freelancer_statement"]
    assert told(farid) == 1


def test_what_was_made_by_hand_is_not_made_again(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    later = a_month_later(now)
    statements.issue_statement(
        person=farid,
        kind=DocumentKind.FREELANCER_STATEMENT,
        month=now.date(),
        currency="IDR",
        now=later,
    )
    assert monthly.make_statements(now=later) == 1
    assert (len(made(farid)), told(farid), told(clara)) == (1, 0, 1)


def test_a_part_of_the_month_by_hand_does_not_replace_the_whole(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    state(farid, DocumentKind.FREELANCER_STATEMENT, timezone.now())
    monthly.make_statements(now=a_month_later(now))
    assert len(made(farid)) == 2


def test_a_person_who_left_gets_none(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    User.objects.filter(pk=farid.pk).update(is_active=False)
    assert monthly.make_statements(now=a_month_later(now)) == 1
    assert made(farid) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_everybody_once(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)

    def run(_number: int) -> int:
        try:
            return monthly.make_statements(now=a_month_later(now))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert [(len(made(person)), told(person)) for person in (clara, farid)] == [(1, 1), (1, 1)]


def test_the_questions_do_not_grow_with_people(
    clara: User, farid: User, sena: User, now: datetime
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            monthly._missing(now.date().replace(day=1))
        return len(captured)

    money.earn(farid, payer=clara, now=now)
    once = questions()
    money.earn(sena, payer=clara, now=now)
    assert questions() == once
