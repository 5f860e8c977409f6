"""Documents: one per fact, numbered without gaps, frozen, and the same PDF each time."""

import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.money import Money
from payments.kinds import DocumentKind
from payments.models import Document, DocumentSeries, Escrow
from payments.services import escrows, payouts, refunds
from payments.services.documents import issuing, printing
from payments.services.documents.register import write
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


def kinds_of(person: User) -> list[str]:
    return list(
        Document.objects.filter(person=person).order_by("pk").values_list("kind", flat=True)
    )


def write_slip(person: User, now: datetime, *, subject: str, text: str = "Sketches") -> bool:
    return write(
        person=person,
        kind=DocumentKind.PAYOUT_SLIP,
        subject=subject,
        amount=rupiah(10_000),
        facts={"about": text, "holder": text, "reference": "", "asked_at": now.isoformat()},
        issued_at=now,
    )


def pay_out(farid: User, now: datetime) -> Any:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    later = now + timedelta(hours=1)
    money.settle_bank(now=later)
    payouts.look_up(payout_id=payout.pk, now=later)
    return payout


def test_each_fact_brings_its_document(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    pay_out(farid, now)
    assert kinds_of(clara) == ["receipt", "invoice"]
    assert kinds_of(farid) == ["earning_slip", "payout_slip"]
    invoice = Document.objects.get(kind=DocumentKind.INVOICE)
    assert invoice.amount == rupiah(1_000_000)
    assert invoice.code == f"INV-2026-{clara.pk}-0001"
    slip = Document.objects.get(kind=DocumentKind.EARNING_SLIP)
    assert (slip.amount, slip.facts["gross_minor"], slip.facts["fee_minor"]) == (
        rupiah(900_000),
        1_000_000_00,
        100_000_00,
    )


def test_a_refund_is_a_credit_note_to_its_invoice(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    refund = held.refunds.get()
    refunds.send(refund_id=refund.pk, now=now)
    later = now + timedelta(hours=1)
    money.settle_bank(now=later)
    refunds.send(refund_id=refund.pk, now=later)
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert (note.person, note.amount) == (clara, rupiah(1_000_000))
    assert note.facts["invoice"] == f"INV-2026-{clara.pk}-0001"
    assert kinds_of(farid) == []


def test_documents_do_not_tell_one_side_how_to_reach_the_other(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    for document in Document.objects.all():
        other = farid if document.person == clara else clara
        assert other.name in document.content
        assert other.email not in document.content


def test_the_same_fact_is_written_once(farid: User, now: datetime) -> None:
    assert write_slip(farid, now, subject="payout:1")
    assert not write_slip(farid, now, subject="payout:1", text="Something else")
    assert Document.objects.get().facts["about"] == "Sketches"
    assert DocumentSeries.objects.get().last_number == 1


def test_a_series_per_person_kind_and_year(clara: User, farid: User, now: datetime) -> None:
    for number in range(3):
        write_slip(farid, now, subject=f"a:{number}")
    write_slip(clara, now, subject="a:0")
    write_slip(farid, datetime.fromisoformat("2026-12-31T17:00:00+00:00"), subject="b")
    assert sorted(document.code for document in Document.objects.all()) == [
        f"PAY-2026-{clara.pk}-0001",
        f"PAY-2026-{farid.pk}-0001",
        f"PAY-2026-{farid.pk}-0002",
        f"PAY-2026-{farid.pk}-0003",
        f"PAY-2027-{farid.pk}-0001",
    ]


def test_what_is_rolled_back_leaves_no_gap(farid: User, now: datetime) -> None:
    write_slip(farid, now, subject="a")
    with transaction.atomic():
        write_slip(farid, now, subject="lost")
        transaction.set_rollback(True)
    write_slip(farid, now, subject="b")
    assert list(Document.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_no_gaps_and_no_doubles_under_eight_threads(farid: User, now: datetime) -> None:
    """Each subject is told by two threads, and every third transaction is rolled back."""

    def tell(number: int) -> None:
        try:
            with transaction.atomic():
                write_slip(farid, now, subject=f"fact:{number // 2}")
                if number % 3 == 0:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, range(120)))
    numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 61))
    assert Document.objects.values("subject").distinct().count() == 60
    assert DocumentSeries.objects.get().last_number == 60


_INTO = """
    INSERT INTO payments_document (person_id, kind, year, number, subject, currency, amount_minor,
                                   content, sha256, issued_at)
"""
_COPY = (
    _INTO
    + """
    SELECT person_id, kind, year, 77, 'x', currency, amount_minor, content, sha256, issued_at
    FROM payments_document
"""
)
_SERIES = """
    INSERT INTO payments_documentseries (person_id, kind, year, last_number)
    SELECT person_id, kind, 2030, 0 FROM payments_documentseries
"""
_SERIES_ON = "UPDATE payments_documentseries SET last_number = last_number + 1"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE payments_document SET amount_minor = 1", "document_is_append_only"),
        ("DELETE FROM payments_document", "document_is_append_only"),
        ("TRUNCATE payments_document CASCADE", "document_is_append_only"),
        (_SERIES_ON, "document_series_moves_by_documents"),
        (_SERIES, "document_series_moves_by_documents"),
        ("DELETE FROM payments_documentseries", "documentseries_is_never_deleted"),
        (_COPY.replace("minor, content", "minor, content || ' '"), "document_hash_is_of_content"),
    ],
)
def test_postgres_refuses_to_change_a_document(
    farid: User, now: datetime, statement: str, rule: str
) -> None:
    write_slip(farid, now, subject="a")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == rule
    assert DocumentSeries.objects.get().last_number == Document.objects.get().number == 1


def test_postgres_numbers_whatever_was_asked_for(farid: User, now: datetime) -> None:
    write_slip(farid, now, subject="a")
    with connection.cursor() as cursor:
        cursor.execute(_COPY)
    assert Document.objects.get(subject="x").number == 2


def test_the_hash_is_that_of_the_frozen_facts(farid: User, now: datetime) -> None:
    write_slip(farid, now, subject="a", text="Sketsa “batik” ✓")
    document = Document.objects.get()
    assert hashlib.sha256(document.content.encode()).hexdigest() == document.sha256
    assert json.loads(document.content)["about"] == "Sketsa “batik” ✓"


def test_old_facts_get_their_documents_once(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    pay_out(farid, now)
    before = [(d.code, d.content) for d in Document.objects.order_by("pk")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM payments_document")
        cursor.execute("DELETE FROM payments_documentseries")
        cursor.execute("SET LOCAL session_replication_role = origin")
    call_command("issue_documents", stdout=io.StringIO())
    assert [(d.code, d.content) for d in Document.objects.order_by("pk")] == before
    assert issuing.catch_up() == 0


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_slip_is_the_same_tagged_pdf_each_time(
    clara: User, farid: User, now: datetime, language: str
) -> None:
    money.earn(farid, payer=clara, now=now)
    pay_out(farid, now)
    with translation.override(language):
        for document in Document.objects.all():
            made = printing.pdf_of(document)
            assert made.startswith(b"%PDF-")
            assert b"pdfuaid" in made
            assert f"/Lang({language})".encode() in made.replace(b" ", b"")
            assert printing.pdf_of(document) == made


@pytest.mark.parametrize(
    "text",
    [
        "#strong[x] *y* $z$ \\ @foo <a> `b` // c",
        "ꦧꦠꦶꦏ꧀ 日本語 พิมพ์ العربية 😀",
        "\u202ex",
        "x" * 200,
    ],
)
def test_what_people_write_is_never_markup(farid: User, now: datetime, text: str) -> None:
    write_slip(farid, now, subject="a", text=text)
    assert printing.pdf_of(Document.objects.get()).startswith(b"%PDF-")


def test_documents_are_downloaded_by_their_person_and_by_those_who_keep_the_books(
    clara: User,
    farid: User,
    sena: User,
    maya: User,
    fitri: User,
    now: datetime,
    browser_of: Browser,
) -> None:
    money.earn(farid, payer=clara, now=now)
    receipt = Document.objects.get(kind=DocumentKind.RECEIPT)
    address = reverse("payments:document-pdf", args=[receipt.pk])
    seen = {clara: 200, farid: 404, sena: 404, maya: 404, fitri: 200}
    assert {person: browser_of(person).get(address).status_code for person in seen} == seen
    assert Client().get(address).status_code == 302
    answer = browser_of(clara).get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="{receipt.code}.pdf"'
    api = f"/api/v1/documents/{receipt.pk}"
    assert browser_of(clara).get(f"{api}/pdf").content == answer.content
    assert browser_of(clara).get(api).json()["facts"]["reference"] == receipt.facts["reference"]
    for path in (api, f"{api}/pdf"):
        assert browser_of(farid).get(path).status_code == 404
    listed = browser_of(clara).get("/api/v1/documents").json()["results"]
    assert [one["kind"] for one in listed] == ["invoice", "receipt"]


def test_the_list_is_filtered_by_year_and_kind(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    address = reverse("payments:documents")
    assert b"No documents yet" in browser_of(clara).get(address).content
    money.earn(farid, payer=clara, now=now)
    browser = browser_of(clara)

    def codes(query: str) -> list[str]:
        page = browser.get(f"{address}?{query}").content.decode()
        return [code for code in ("INV", "RCP") if f"{code}-2026-{clara.pk}-0001" in page]

    assert codes("") == ["INV", "RCP"]
    assert codes("kind=invoice&year=2026") == ["INV"]
    assert codes("kind=nonsense&year=1999") == ["INV", "RCP"]
    assert codes("year=%00&kind=payout_slip") == ["INV", "RCP"]


def test_the_list_offers_the_side_that_one_is_on(
    farid: User, clara: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    theirs = browser_of(farid).get("/documents/")
    assert 'value="freelancer_statement" selected' in theirs.content.decode()
    assert 'href="/set-asides/"' in theirs.content.decode()
    payers = browser_of(clara).get("/documents/").content.decode()
    assert 'value="client_year" selected' in payers
    assert 'href="/set-asides/"' not in payers


def test_those_who_keep_the_books_find_anybodys_document(
    clara: User, farid: User, fitri: User, now: datetime, browser_of: Browser
) -> None:
    money.earn(farid, payer=clara, now=now)
    address = reverse("payments:document-desk")
    assert browser_of(clara).get(address).status_code == 404
    code = f"RCP-2026-{clara.pk}-0001"
    for query, found in ((code.lower(), True), ("clara", True), ("FARID", False), ("\x00", True)):
        page = browser_of(fitri).get(address, {"q": query}).content.decode()
        assert (code in page) == found, query
    page = browser_of(fitri).get(address, {"q": "RCP-2026-999999999-0001"}).content
    assert b"Nothing found" in page


def test_lists_cost_the_same_for_any_number_of_documents(
    clara: User,
    farid: User,
    fitri: User,
    now: datetime,
    browser_of: Browser,
) -> None:
    def cost(person: User, name: str) -> int:
        browser = browser_of(person)
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name))
        return len(queries)

    money.earn(farid, payer=clara, now=now)
    one = cost(clara, "payments:documents"), cost(fitri, "payments:document-desk")
    for _time in range(2):
        money.earn(farid, payer=clara, now=now)
    assert (cost(clara, "payments:documents"), cost(fitri, "payments:document-desk")) == one


def test_pages_lead_to_their_documents(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    escrow = money.earn(farid, payer=clara, now=now)
    payout = pay_out(farid, now)
    receipt = Document.objects.get(kind=DocumentKind.RECEIPT)
    link = reverse("payments:document-pdf", args=[receipt.pk])
    for name in ("payments:payin", "payments:receipt"):
        page = browser_of(clara).get(reverse(name, args=[escrow.payins.get().pk]))
        assert link in page.content.decode()
    slip = Document.objects.get(kind=DocumentKind.PAYOUT_SLIP)
    page = browser_of(farid).get(reverse("payments:payout", args=[payout.pk])).content.decode()
    assert reverse("payments:document-pdf", args=[slip.pk]) in page


def test_amounts_are_in_words(farid: User, now: datetime) -> None:
    write_slip(farid, now, subject="a")
    with translation.override("id"):
        total = printing.sheet_of(Document.objects.get()).total
    assert total is not None
    assert (total.amount, total.words) == ("Rp10.000", "sepuluh ribu rupiah")
    assert Document.objects.get().amount == Money(10_000_00, "IDR")


@pytest.mark.parametrize(
    ("language", "label", "missing", "nothing"),
    [
        ("en", "Still missing after this payment", "Rp400,000", "Nothing: all of it is paid"),
        (
            "id",
            "Masih kurang setelah pembayaran ini",
            "Rp400.000",
            "Tidak ada: semuanya sudah dibayar",
        ),
    ],
)
def test_the_receipt_of_a_part_says_what_was_still_missing(
    clara: User, farid: User, now: datetime, language: str, label: str, missing: str, nothing: str
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.pay(escrow, 600_000, now=now)
    money.pay(escrow, 400_000, now=now + timedelta(hours=1))
    papers = Document.objects.filter(kind=DocumentKind.RECEIPT).order_by("number")
    assert [paper.facts["missing_minor"] for paper in papers] == [400_000_00, 0]
    with translation.override(language):
        found = [dict(printing.sheet_of(paper).facts)[label] for paper in papers]
    assert found == [missing, nothing]
    assert all(printing.pdf_of(paper).startswith(b"%PDF") for paper in papers)


def test_the_receipt_of_a_whole_payment_speaks_of_no_part(
    clara: User, farid: User, now: datetime
) -> None:
    money.make_held(payer=clara, payee=farid, now=now)
    paper = Document.objects.get(kind=DocumentKind.RECEIPT)
    assert "A part of" not in dict(printing.sheet_of(paper).facts)


def test_the_page_of_a_receipt_says_what_was_missing(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    payin = money.pay(escrow, 600_000, now=now)
    address = reverse("payments:receipt", args=[payin.pk])
    money.pay(escrow, 400_000, now=now + timedelta(hours=1))
    page = browser_of(clara).get(address).content.decode()
    assert "Still missing after this payment" in page
    assert "Rp400,000" in page
