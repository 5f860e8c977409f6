"""People see what they owe after a chargeback, on their page and through the API."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from marketplace.needs import desk_of
from payments import earmarks
from payments.kinds import DocumentKind
from payments.models import Debt, Escrow
from payments.services import chargebacks, escrows, payouts, set_asides
from payments.services.documents import reports
from payments.services.documents.spreadsheets import csv_of
from payments.services.documents.statements import issue_statement
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owing(held: Escrow, clara: User, farid: User, now: datetime) -> Escrow:
    """Farid was paid out what the bank then took back."""
    escrows.release(escrow=held, by=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + MINUTE)
    payouts.look_up(payout_id=payout.pk, now=now + MINUTE)
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return held


def test_the_page_says_what_is_owed_and_for_what(
    owing: Escrow, browser_of: Any, farid: User, clara: User
) -> None:
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "What you owe" in page
    assert owing.description in page.split("What you owe")[1].split("</section>")[0]
    assert "Rp900,000" in page.split("What you owe")[1].split("</section>")[0]
    withdraw = browser_of(farid).get(reverse("payments:new-payout")).text
    assert "What becomes available repays first what you owe." in withdraw
    assert "What you owe" not in browser_of(clara).get(reverse("payments:earnings")).text


def test_the_dashboard_says_it_beside_what_was_earned(
    owing: Escrow, farid: User, clara: User, now: datetime
) -> None:
    assert ("owed after a bank took it back", rupiah(900_000)) in desk_of(farid, now).earnings
    assert not desk_of(clara, now).earnings


def test_it_costs_one_query(owing: Escrow, browser_of: Any, farid: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        browser_of(farid).get(reverse("payments:earnings"))
    assert sum('FROM "payments_debt"' in one["sql"] for one in captured) == 1


def test_the_api_says_it_too(owing: Escrow, browser_of: Any, farid: User, clara: User) -> None:
    mine = browser_of(farid).get("/api/v1/earnings").json()[0]["debts"]
    assert [(one["description"], one["outstanding_minor"]) for one in mine] == [
        (owing.description, 90_000_000)
    ]
    assert browser_of(clara).get("/api/v1/earnings").json()[0]["debts"] == []


def test_beside_the_lines_stands_how_a_debt_arose_and_what_became_of_it(
    owing: Escrow, browser_of: Any, farid: User, clara: User, now: datetime
) -> None:
    def beside() -> str:
        page: str = browser_of(farid).get(reverse("payments:earnings")).text
        return " ".join(strip_tags(page.split("Debts beside these lines")[1]).split())

    assert owing.description in beside()
    assert "Owed since" in beside()
    assert "Rp900,000 still owed" in beside()
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000))
    assert "Rp360,000 repaid" in beside()
    assert "Rp540,000 still owed" in beside()
    money.earn(farid, payer=clara, now=now)
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "What you owe<" not in page
    assert "Rp900,000 repaid" in beside()
    assert "still owed" not in beside()
    assert "Settled" in beside()


def test_who_never_owed_reads_of_no_debts(
    held: Escrow, browser_of: Any, clara: User, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "Your lines in the book" in page
    assert "Debts beside these lines" not in page


def test_what_a_bank_took_is_not_called_set_aside(
    held: Escrow, clara: User, farid: User, browser_of: Any, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(500_000), now=now)
    jars = earmarks.jars_of(farid, "IDR")
    assert (jars.kept, jars.free) == (rupiah(500_000), rupiah(400_000))
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    jars = earmarks.jars_of(farid, "IDR")
    assert (jars.kept, jars.free, jars.missing) == (rupiah(0), rupiah(0), rupiah(500_000))
    page = browser_of(farid).get(reverse("payments:new-payout")).text
    assert "set aside" not in page
    assert earmarks.beyond_free(jars) == "This is too much. You have Rp0 free to withdraw."


def statement_of(person: User) -> tuple[list[str], str]:
    """Up to this moment, as the book stamps its lines by the clock: the notes and the table."""
    moment = timezone.now()
    paper = issue_statement(
        person=person,
        kind=DocumentKind.FREELANCER_STATEMENT,
        month=timezone.localdate(moment, ZoneInfo(settings.BOOK_TIME_ZONE)),
        currency="IDR",
        now=moment,
    )
    return list(reports.statement(paper).notes), csv_of(paper).decode("utf-8-sig")


def test_a_statement_says_what_was_owed_beside_its_balance(
    owing: Escrow, clara: User, farid: User, now: datetime
) -> None:
    Debt.objects.update(opened_at=timezone.now())
    notes, table = statement_of(farid)
    assert any("Rp900,000 was owed" in note for note in notes)
    assert table.splitlines()[-1].endswith(",owed,,,-900000.00,IDR")
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000))
    notes, table = statement_of(farid)
    assert any("Rp540,000 was owed" in note for note in notes)
    money.earn(farid, payer=clara, now=now)
    Debt.objects.update(closed_at=timezone.now())
    notes, table = statement_of(farid)
    assert len(notes) == 1
    assert ",owed," not in table
