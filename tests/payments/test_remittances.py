"""Taxes are owed by month as the book says, and paid to the tax office once, with a proof."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import InvalidInput, NotAllowed
from payments.kinds import RemittedTax
from payments.models import Entry, Escrow, TaxRemittance, Transfer
from payments.selectors_taxes import owed_in_all, tax_lines, tax_month, tax_months
from payments.selectors_transfers import owners_of
from payments.services import checks, escrows, remittances
from payments.services.remittances import Paid
from payments.states import AccountKind, Method, TransferKind
from payments.terms import book_day
from staff.models import AuditEntry
from tests.factories import payments as money
from tests.factories.accounts import make_person
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance
from tests.payments.test_taxes import decide, take_back

Browser = Callable[[User], Client]


@pytest.fixture
def today() -> datetime:
    """The book stamps its transfers with the true time."""
    return timezone.now()


@pytest.fixture
def month(today: datetime) -> date:
    return book_day(today).replace(day=1)


@pytest.fixture
def released(clara: User, farid: User, today: datetime) -> Escrow:
    """Rp14.300 of PPN and Rp5.000 of PPh 22 are owed."""
    terms = money.taxed_terms(client_bps=300)
    held = money.make_held(payer=clara, payee=farid, now=today, fee_terms=terms, method=Method.CARD)
    return escrows.release(escrow=held, by=clara, now=today)


@pytest.fixture
def paid(month: date, today: datetime) -> Paid:
    return Paid(
        tax=RemittedTax.PPN,
        month=month,
        amount=rupiah(14_300),
        provider="sandbox",
        reference="ntpn 0123",
        paid_on=book_day(today),
    )


def test_what_is_owed_is_what_the_book_says(released: Escrow, month: date) -> None:
    months = tax_months()
    assert [(one.tax, one.month, one.taken, one.owed) for one in months] == [
        (RemittedTax.PPN, month, rupiah(14_300), rupiah(14_300)),
        (RemittedTax.PPH22, month, rupiah(5_000), rupiah(5_000)),
    ]
    assert dict(owed_in_all()) == {
        RemittedTax.PPN: rupiah(14_300),
        RemittedTax.PPH22: rupiah(5_000),
    }


def test_a_payment_is_posted_once_for_its_proof(
    released: Escrow, fitri: User, paid: Paid, month: date, today: datetime
) -> None:
    cash = balance(AccountKind.PROVIDER_CASH, provider="sandbox")
    one = remittances.remit(paid=paid, by=fitri, now=today)
    again = remittances.remit(paid=replace(paid, reference="NTPN  0123"), by=fitri, now=today)
    assert one == again
    assert (TaxRemittance.objects.count(), one.reference) == (1, "NTPN 0123")
    assert balance(AccountKind.PPN) == rupiah(0)
    assert balance(AccountKind.PROVIDER_CASH, provider="sandbox") == cash + rupiah(14_300)
    found = tax_month(RemittedTax.PPN, month, "IDR")
    assert (found.taken, found.paid, found.owed) == (rupiah(14_300), rupiah(14_300), rupiah(0))
    transfer = Transfer.objects.get(kind=TransferKind.TAX_REMITTED)
    assert owners_of(transfer) == [one]
    assert AuditEntry.objects.get(action="taxes.remit").actor == fitri
    with pytest.raises(InvalidInput):
        remittances.remit(paid=replace(paid, amount=rupiah(1)), by=fitri, now=today)


def test_a_wrong_entry_is_taken_back_and_written_rightly(
    released: Escrow, fitri: User, clara: User, paid: Paid, month: date, today: datetime
) -> None:
    cash = balance(AccountKind.PROVIDER_CASH, provider="sandbox")
    wrong = remittances.remit(paid=replace(paid, amount=rupiah(1_430)), by=fitri, now=today)
    with pytest.raises(NotAllowed):
        remittances.take_back(remittance=wrong, reason="I say so", by=clara, now=today)
    with pytest.raises(InvalidInput):
        remittances.take_back(remittance=wrong, reason=" ", by=fitri, now=today)
    for _click in range(2):
        remittances.take_back(remittance=wrong, reason="A zero too few", by=fitri, now=today)
    assert tax_month(RemittedTax.PPN, month, "IDR").owed == rupiah(14_300)
    assert [one.paid for one in tax_months() if one.tax == RemittedTax.PPN] == [rupiah(0)]
    assert balance(AccountKind.PROVIDER_CASH, provider="sandbox") == cash
    assert AuditEntry.objects.get(action="taxes.take_remittance_back").reason == "A zero too few"

    right = remittances.remit(paid=paid, by=fitri, now=today)
    assert (right.replaces.remittance, right.amount) == (wrong, rupiah(14_300))
    assert remittances.remit(paid=paid, by=fitri, now=today) == right
    assert balance(AccountKind.PPN) == rupiah(0)
    transfers = Transfer.objects.filter(kind=TransferKind.TAX_REMITTED).order_by("pk")
    assert [owners_of(one) for one in transfers] == [[wrong], [wrong], [right]]
    assert checks.check_ledger() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": rupiah(14_301)},
        {"amount": rupiah(0)},
        {"amount": rupiah(-5)},
        {"reference": "  "},
        {"provider": "stripe"},
        {"month": date(2020, 1, 1)},
        {"tax": RemittedTax.PPH22},
    ],
)
def test_what_cannot_be_is_refused(
    released: Escrow, fitri: User, paid: Paid, today: datetime, wrong: dict[str, Any]
) -> None:
    before = Transfer.objects.count()
    with pytest.raises(InvalidInput):
        remittances.remit(paid=replace(paid, **wrong), by=fitri, now=today)
    tomorrow = paid.paid_on + timedelta(days=1)
    with pytest.raises(InvalidInput):
        remittances.remit(paid=replace(paid, paid_on=tomorrow), by=fitri, now=today)
    assert (Transfer.objects.count(), TaxRemittance.objects.count()) == (before, 0)


def test_only_finance_writes_it_down(
    released: Escrow, clara: User, maya: User, paid: Paid, today: datetime
) -> None:
    for person in (clara, maya):
        with pytest.raises(NotAllowed):
            remittances.remit(paid=paid, by=person, now=today)


def test_a_chargeback_after_the_payment_is_set_off(
    released: Escrow, fitri: User, paid: Paid, month: date, today: datetime
) -> None:
    remittances.remit(paid=paid, by=fitri, now=today)
    taken = take_back(released, None, today)
    found = tax_month(RemittedTax.PPN, month, "IDR")
    assert (found.taken, found.owed) == (rupiah(0), rupiah(-14_300))
    other = replace(paid, reference="other", amount=rupiah(100))
    with pytest.raises(InvalidInput):
        remittances.remit(paid=other, by=fitri, now=today)
    decide(taken, is_won=True, now=today)
    assert tax_month(RemittedTax.PPN, month, "IDR").owed == rupiah(0)


def test_the_lines_of_a_month_sum_to_what_was_taken(
    released: Escrow, clara: User, farid: User, month: date, today: datetime
) -> None:
    held = money.make_held(payer=clara, payee=farid, now=today, fee_terms=money.taxed_terms())
    for key in ("a", "b"):
        escrows.release_part(
            escrow=held, amount=rupiah(200_000), by=clara, idempotency_key=key, now=today
        )
    escrows.release(escrow=Escrow.objects.get(pk=held.pk), by=clara, now=today)
    take_back(released, None, today)
    lines = list(tax_lines(RemittedTax.PPH22, month, "IDR"))
    assert [line.entry.amount.minor // 100 for line in lines] == [
        5_000,
        1_000,
        1_000,
        3_000,
        -5_000,
    ]
    bases = [line.earning.gross_minor // 100 if line.earning else None for line in lines]
    assert bases == [1_000_000, 200_000, 200_000, 600_000, None]
    taken = tax_month(RemittedTax.PPH22, month, "IDR").taken
    assert sum(line.entry.amount_minor for line in lines) == taken.minor


_AGAIN = """
    INSERT INTO payments_taxremittance
      (tax, month, currency, amount_minor, provider, reference, paid_on, recorded_by_id,
       recorded_at)
    SELECT tax, month{day}, currency, amount_minor, provider, {reference}, paid_on, recorded_by_id,
           recorded_at
    FROM payments_taxremittance
"""


_UNDONE = """
    INSERT INTO payments_remittancereversal (remittance_id, reason, recorded_by_id, recorded_at)
    SELECT id, {reason}, recorded_by_id, recorded_at FROM payments_taxremittance;
"""


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE payments_taxremittance SET amount_minor = 100", "it is append-only"),
        ("DELETE FROM payments_taxremittance", "it is append-only"),
        ("UPDATE payments_remittancereversal SET reason = 'x'", "it is append-only"),
        ("DELETE FROM payments_remittancereversal", "it is append-only"),
        (_UNDONE.format(reason="''"), "remittance_reversal_has_reason"),
        (_UNDONE.format(reason="'x'") * 2, "remittancereversal_remittance_id_key"),
        (_AGAIN.format(day="", reference="reference"), "remittance_once_per_proof"),
        (_AGAIN.format(day=" + 1", reference="'x'"), "remittance_month_is_a_month"),
        (_AGAIN.format(day="", reference="''"), "remittance_has_its_proof"),
    ],
)
def test_the_rules_are_the_databases(
    released: Escrow, fitri: User, paid: Paid, today: datetime, statement: str, rule: str
) -> None:
    remittances.remit(paid=paid, by=fitri, now=today)
    with (
        pytest.raises(IntegrityError, match=rule),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.broken_book
def test_the_nightly_check_misses_a_payment_without_its_posting(
    released: Escrow, fitri: User, paid: Paid, month: date, today: datetime
) -> None:
    TaxRemittance.objects.create(
        tax="ppn",
        month=month,
        currency="IDR",
        amount_minor=100_00,
        provider="sandbox",
        reference="x",
        paid_on=month,
        recorded_by=fitri,
        recorded_at=today,
    )
    found = [finding.check for finding in checks.check_ledger()]
    assert found == [
        "the tax accounts hold what escrows gave them, less chargebacks and what was paid on"
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_month_down_pay_it_once(
    released: Escrow, fitri: User, gita: User, paid: Paid, today: datetime
) -> None:
    def act(person: User) -> str:
        try:
            mine = replace(paid, reference=person.name)
            return str(remittances.remit(paid=mine, by=person, now=today).pk)
        except InvalidInput:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(act, (fitri, gita)))
    assert ends.count("refused") == 1
    assert balance(AccountKind.PPN) == rupiah(0)


def test_finance_staff_pay_a_month_on_its_page(
    released: Escrow, farid: User, maya: User, fitri: User, browser_of: Browser, month: date
) -> None:
    address = reverse("payments:tax-month", args=["pph22", "IDR", month.year, month.month])
    csv = reverse("payments:tax-month-csv", args=["pph22", "IDR", month.year, month.month])
    for person in (farid, maya):
        assert browser_of(person).get(address).status_code == 404
        assert browser_of(person).get(csv).status_code == 404
    browser = browser_of(fitri)
    desk = browser.get(reverse("payments:tax-desk"))
    assert address in desk.content.decode()
    asked = {
        "amount": "5.000",
        "paid_on": f"{book_day(timezone.now()):%Y-%m-%d}",
        "provider": "sandbox",
        "reference": "NTPN1",
    }
    wrong = browser.post(address, asked | {"amount": "5.001"})
    assert wrong.status_code == 422
    assert "Rp5,000 is owed" in wrong.content.decode()
    assert browser.post(address, asked).status_code == 302
    assert browser.post(address, asked).status_code == 302  # a second click
    assert TaxRemittance.objects.get().amount == rupiah(5_000)
    assert "NTPN1" in browser.get(address).content.decode()
    rows = b"".join(browser.get(csv)).decode("utf-8-sig").splitlines()
    assert "1000000.00,5000.00,IDR" in rows[1]
    assert len(rows) == 2


def test_finance_staff_take_an_entry_back_on_its_page(
    released: Escrow, maya: User, fitri: User, browser_of: Browser, paid: Paid, today: datetime
) -> None:
    one = remittances.remit(paid=paid, by=fitri, now=today)
    month = ["ppn", "IDR", paid.month.year, paid.month.month]
    address = reverse("payments:tax-month-undo", args=month)
    asked = {"undo-remittance": one.pk, "undo-reason": "Another month"}
    assert browser_of(maya).post(address, asked).status_code == 404
    browser = browser_of(fitri)
    assert browser.get(address).status_code == 405
    shown = browser.get(reverse("payments:tax-month", args=month)).content.decode()
    assert f">{one.reference}, {one.amount}</option>" in shown
    for wrong in ({"undo-reason": ""}, {"undo-remittance": "0"}, {"undo-remittance": "x"}):
        assert browser.post(address, asked | wrong).status_code == 422
    assert browser.post(address, asked).status_code == 302
    page = browser.get(reverse("payments:tax-month", args=month)).content.decode()
    assert "Taken back by Fitri Anggraini" in page
    assert "Another month" in page
    again = browser.post(address, asked)  # a second click
    assert again.status_code == 422
    assert "No such entry stands here any more." in again.content.decode()
    assert tax_month(RemittedTax.PPN, paid.month, "IDR").owed == rupiah(14_300)


def test_an_entry_is_taken_back_by_finance_at_its_own_month_and_tax_alone(
    released: Escrow, clara: User, fitri: User, browser_of: Browser, paid: Paid, today: datetime
) -> None:
    one = remittances.remit(paid=paid, by=fitri, now=today)
    asked = {"undo-remittance": one.pk, "undo-reason": "Another month"}
    own, before = ("ppn", "IDR", paid.month.year, paid.month.month), Entry.objects.count()
    for person, parts, status in (
        (fitri, ("pph22", *own[1:]), 422),
        (fitri, ("ppn", "USD", *own[2:]), 422),
        (fitri, (*own[:2], own[2] - 1, own[3]), 422),
        (clara, own, 404),
        (make_person("Root", is_superuser=True, is_staff=True), own, 404),
    ):
        address = reverse("payments:tax-month-undo", args=parts)
        assert browser_of(person).post(address, asked).status_code == status
    stranger = Client().post(reverse("payments:tax-month-undo", args=own), asked)
    assert stranger.status_code == 302
    assert Entry.objects.count() == before
    assert not hasattr(TaxRemittance.objects.get(), "reversal")


@pytest.mark.parametrize(
    "parts",
    [
        ("junk", "IDR", 2026, 11),
        ("ppn", "XXX", 2026, 11),
        ("ppn", "IDR", 2026, 13),
        ("ppn", "IDR", 1, 1),
    ],
)
def test_a_month_that_cannot_be_is_not_found(
    fitri: User, browser_of: Browser, parts: tuple[str, str, int, int]
) -> None:
    address = reverse("payments:tax-month", args=parts)
    assert browser_of(fitri).get(address).status_code == 404
    assert browser_of(fitri).get(f"{address}csv/").status_code == 404


def test_a_month_in_which_nothing_happened_owes_nothing(fitri: User, browser_of: Browser) -> None:
    answer = browser_of(fitri).get(reverse("payments:tax-month", args=["ppn", "USD", 2026, 1]))
    assert answer.status_code == 200
    assert not Entry.objects.exists()


def test_a_number_that_grows_in_capitals_is_refused(
    fitri: User, paid: Paid, today: datetime
) -> None:
    with pytest.raises(InvalidInput, match="too long"):
        remittances.remit(paid=replace(paid, reference="\u00df" * 60), by=fitri, now=today)
    assert not TaxRemittance.objects.exists()
