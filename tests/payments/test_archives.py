"""Many documents in one file: all of them, in the right order, nobody else's, never too many."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from django.test import Client

from payments.kinds import DocumentKind
from payments.services.documents import archives
from payments.services.documents.register import write
from tests.factories import payments as money
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db
FILE = "/documents/archive/file/"


def write_slips(person, count, at, about="Sketches", prefix="a"):
    for number in range(count):
        write(
            person=person,
            kind=DocumentKind.PAYOUT_SLIP,
            subject=f"{prefix}:{at:%m}:{number}",
            amount=rupiah(10_000),
            facts={"about": about, "holder": "x", "reference": "", "asked_at": at.isoformat()},
            issued_at=at,
        )


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_year_holds_every_document_and_an_index(clara, farid, browser_of, now):
    money.earn(farid, payer=clara, now=now)
    answer = browser_of(clara).get(f"{FILE}?year=2026")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="karya-2026.zip"'
    packed = opened(answer)
    assert packed.testzip() is None
    receipt, invoice = (f"{code}-2026-{clara.pk}-0001.pdf" for code in ("RCP", "INV"))
    assert packed.namelist() == ["index.csv", receipt, invoice]
    assert packed.read(receipt).startswith(b"%PDF-")
    rows = list(csv.reader(io.StringIO(packed.read("index.csv").decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [receipt, invoice]
    assert rows[2][4:6] == ["1000000.00", "IDR"]


def test_months_begin_in_the_zone_of_the_book(farid, browser_of):
    write_slips(farid, 1, datetime.fromisoformat("2026-03-31T17:30:00+00:00"))  # 1 April
    browser = browser_of(farid)
    assert browser.get(f"{FILE}?year=2026&month=3").status_code == 404
    assert len(opened(browser.get(f"{FILE}?year=2026&month=4")).namelist()) == 2


def test_december_ends_with_the_year(farid, browser_of):
    write_slips(farid, 1, datetime.fromisoformat("2026-12-31T16:30:00+00:00"))
    assert len(opened(browser_of(farid).get(f"{FILE}?year=2026&month=12")).namelist()) == 2


def test_too_many_are_offered_by_month_and_in_parts(farid, browser_of, monkeypatch, now):
    monkeypatch.setattr(archives, "MOST", 3)
    write_slips(farid, 4, now)
    browser = browser_of(farid)
    page = browser.get("/documents/archive/?year=2026").content.decode()
    assert "2026 has 4 documents. One file holds 3 at most" in page
    assert "Download all of 2026" not in page
    assert "month=11&amp;part=2" in page
    first, second = (
        opened(browser.get(f"{FILE}?year=2026&month=11&part={part}")).namelist() for part in (1, 2)
    )
    assert (len(first), len(second), set(first) & set(second)) == (4, 2, {"index.csv"})
    assert browser.get(f"{FILE}?year=2026&month=11&part=3").status_code == 404
    assert browser.get(f"{FILE}?year=2026").status_code == 409
    refusal = browser.get("/api/v1/documents/archive?year=2026")
    assert (refusal.status_code, refusal.json()["errors"][0]["code"]) == (409, "limit_reached")


@pytest.mark.parametrize(
    "query", ["", "year=x", "year=2026&month=13", "year=2026&part=0", "year=%00", "year=9999999999"]
)
def test_nonsense_finds_nothing(clara, farid, browser_of, now, query):
    money.earn(farid, payer=clara, now=now)
    browser = browser_of(clara)
    assert browser.get(f"{FILE}?{query}").status_code == 404
    assert browser.get(f"/documents/archive/?{query}").status_code == 200
    assert browser.get(f"/api/v1/documents/archive?{query}").status_code == 400


def test_everybody_gets_their_own_only(clara, farid, sena, fitri, browser_of, now):
    money.earn(farid, payer=clara, now=now)
    assert "No documents yet" in browser_of(sena).get("/documents/archive/").content.decode()
    for other in (sena, fitri):
        assert browser_of(other).get(f"{FILE}?year=2026").status_code == 404
    names = opened(browser_of(farid).get("/api/v1/documents/archive?year=2026")).namelist()
    assert names == ["index.csv", f"ERN-2026-{farid.pk}-0001.pdf"]
    for path in ("/documents/archive/", FILE):
        assert Client().get(f"{path}?year=2026").status_code == 302
    assert Client().get("/api/v1/documents/archive?year=2026").status_code in {401, 403}


def test_the_index_runs_no_formula_and_speaks_the_readers_language(farid, browser_of, now):
    write_slips(farid, 1, now, about="=cmd()")
    browser = browser_of(farid)
    answer = browser.get(f"{FILE}?year=2026", headers={"accept-language": "id"})
    index = opened(answer).read("index.csv").decode("utf-8-sig")
    assert ",'=cmd()," in index
    assert "Mata uang" in index.splitlines()[0]
