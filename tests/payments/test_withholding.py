"""Slips of withheld tax, and the rates as rows that nobody edits."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from payments.kinds import DocumentKind, TaxKind, WithheldKind
from payments.models import Earning, TaxRate, WithholdingSlip
from payments.services import withholding
from payments.services.documents import spreadsheets, years
from payments.terms import tax_rates_at
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


@pytest.fixture
def earning(clara: User, farid: User, now: datetime) -> Earning:
    money.earn(farid, payer=clara, now=now)
    return Earning.objects.get()


def record(earning: Earning, by: User, now: datetime, **given: Any) -> WithholdingSlip:
    facts = {
        "kind": WithheldKind.PPH21,
        "slip_number": "BP-21/0001",
        "issued_on": now.date(),
        "base": rupiah(500_000),
        "amount": rupiah(25_000),
        "upload": None,
    }
    return withholding.record_slip(earning=earning, by=by, now=now, **(facts | given))


def test_the_year_shows_what_was_withheld_and_what_is_missing(
    earning: Earning, clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    record(earning, clara, now)
    pack = years.issue_year(
        person=farid, kind=DocumentKind.FREELANCER_YEAR, year=2026, currency="IDR", now=now
    )
    row = pack.facts["rows"][0]
    counted = (row["withheld_minor"], row["slips"], row["without_slip"])
    assert counted == (25_000_00, 1, 1)
    assert "25000.00,1,1,IDR" in spreadsheets.csv_of(pack).decode("utf-8-sig")


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": rupiah(0)},
        {"amount": rupiah(500_001)},
        {"base": rupiah(1_000_001)},
        {"issued_on": date(2027, 1, 1)},
    ],
)
def test_a_slip_that_cannot_be_is_refused(
    earning: Earning, farid: User, now: datetime, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        record(earning, farid, now, **wrong)
    assert WithholdingSlip.objects.count() == 0


def test_a_stranger_records_nothing_and_nobody_twice(
    earning: Earning, clara: User, farid: User, sena: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        record(earning, sena, now)
    record(earning, farid, now)
    with pytest.raises(WrongState):
        record(earning, clara, now)
    assert WithholdingSlip.objects.count() == 1


def test_both_sides_see_the_slip_and_its_file(
    earning: Earning, clara: User, farid: User, sena: User, browser_of: Browser
) -> None:
    address = reverse("payments:slips")
    asked = {
        "earning": earning.pk,
        "kind": "pph21",
        "slip_number": "BP-21/0001",
        "issued_on": f"{timezone.now():%Y-%m-%d}",
        "base": "500000",
        "amount": "25000",
        "upload": SimpleUploadedFile("slip.pdf", b"%PDF-1.7 slip"),
    }
    assert browser_of(sena).post(address, asked).status_code == 200
    assert WithholdingSlip.objects.count() == 0
    asked["upload"] = SimpleUploadedFile("slip.pdf", b"%PDF-1.7 slip")
    assert browser_of(clara).post(address, asked).status_code == 302
    slip = WithholdingSlip.objects.get()
    file = reverse("payments:slip-file", args=[slip.pk])
    seen = {clara: 200, farid: 200, sena: 404}
    assert {person: browser_of(person).get(file).status_code for person in seen} == seen
    assert "BP-21/0001" in browser_of(farid).get(address).content.decode()
    assert "BP-21/0001" not in browser_of(sena).get(address).content.decode()


@pytest.mark.django_db
def test_each_tax_has_one_rate_a_day_with_its_source() -> None:
    rates = {rate.kind: rate for rate in tax_rates_at(date(2026, 11, 10))}
    assert set(rates) == set(TaxKind.values)
    ppn = rates[TaxKind.PPN_ON_FEE]
    assert (ppn.rate_bps, ppn.base_numerator, ppn.base_denominator) == (1200, 11, 12)
    assert all(rate.source for rate in rates.values())
    assert TaxKind.PPH22_MARKETPLACE not in {rate.kind for rate in tax_rates_at(date(2025, 1, 1))}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE payments_taxrate SET rate_bps = 1", "DELETE FROM payments_taxrate"]
)
def test_a_rate_is_never_edited(statement: str) -> None:
    cursor = connection.cursor()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == "taxrate_is_append_only"
    assert TaxRate.objects.count() == 5
