"""The ledger explorer: finance staff find every account and transfer, nobody else does."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from core.spreadsheets import xlsx_of
from payments import selectors_ledger
from payments.models import Account, Entry, Payin, Refund, Transfer
from payments.selectors_ledger import Period, accounts_found, movements_of
from payments.selectors_transfers import transfers_found
from payments.services import escrows, refunds, snapshots, sweeps
from payments.states import AccountKind, TransferKind
from tests.factories import payments as money

MOST_QUERIES = 14
HOME = "/desk/ledger/"


def cash() -> Account:
    return Account.objects.get(kind=AccountKind.PROVIDER_CASH)


def pages(account: Account) -> list[str]:
    transfer = Transfer.objects.latest("pk")
    return [
        HOME,
        f"{HOME}search/?q={transfer.reference}",
        reverse("payments:ledger-account", args=[account.pk]),
        reverse("payments:ledger-transfer", args=[transfer.pk]),
        reverse("payments:ledger-export", args=[account.pk]),
    ]


def move_back(transfer: Transfer, moment: datetime) -> None:
    """As if it had been posted then."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE payments_transfer SET posted_at = %s WHERE id = %s", [moment, transfer.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_nobody_else_finds_it(held, clara, farid, maya, browser_of, client):
    for page in pages(cash()):
        assert [browser_of(one).get(page).status_code for one in (clara, farid, maya)] == [404] * 3
        assert client.get(page).status_code == 302


def test_accounts_are_found_by_kind_person_and_currency(held, clara, sena, fitri, browser_of):
    browser = browser_of(fitri)
    escrow = Account.objects.get(escrow=held)

    def found(query: str) -> set[int]:
        page = browser.get(f"{HOME}?{query}").context["page"]
        return {one.account.pk for one in page.rows}

    assert found(f"email={clara.email.upper()}") == {escrow.pk}
    assert found("kind=provider_cash") == {cash().pk}
    assert found("currency=USD") == found(f"email={sena.email}") == set()
    assert "No account like this" in browser.get(f"{HOME}?currency=USD").content.decode()


def test_a_balance_is_the_snapshot_and_what_came_since(held, clara, farid, now):
    snapshots.take_snapshots(now=now)
    money.fund_escrow(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    standings = accounts_found().rows
    for one in standings:
        entries = Entry.objects.filter(account=one.account)
        assert one.balance.minor == sum(entry.amount_minor for entry in entries)
    assert any(one.balance.minor < 0 for one in standings)


def test_the_running_balance_is_right_on_every_page(clara, farid, now, monkeypatch):
    monkeypatch.setattr(selectors_ledger, "PAGE", 2)
    for number in range(5):
        escrow = money.make_escrow(payer=clara, payee=farid, now=now)
        money.fund_escrow(escrow, now=now)
        if number == 1:
            snapshots.take_snapshots(now=now)
    account, seen, before = cash(), [], None
    while True:
        page = movements_of(account, Period(), before=before)
        seen += page.rows
        before = page.before
        if before is None:
            break
    entries = list(Entry.objects.filter(account=account).order_by("pk"))
    assert [one.entry for one in seen] == entries[::-1]
    running = 0
    for entry, shown in zip(entries, seen[::-1], strict=True):
        running += entry.amount_minor
        assert shown.balance.minor == running


def test_a_range_of_days_keeps_the_balance_of_the_whole(clara, farid, fitri, now, browser_of):
    for day in (3, 4, 5):
        escrow = money.make_escrow(payer=clara, payee=farid, now=now)
        money.fund_escrow(escrow, now=now)
        # Half past midnight of Jakarta is still the day before in UTC.
        posted = Transfer.objects.latest("pk")
        move_back(posted, datetime(2026, 10, day - 1, 17, 30, tzinfo=UTC))
    account = cash()
    whole = movements_of(account, Period()).rows
    address = reverse("payments:ledger-account", args=[account.pk])
    answer = browser_of(fitri).get(f"{address}?since=2026-10-04&until=2026-10-04")
    shown = answer.context["page"].rows
    assert {one.entry.transfer.posted_at.day for one in shown} == {3}
    balances = {one.entry.pk: one.balance for one in whole}
    assert [one.balance for one in shown] == [balances[one.entry.pk] for one in shown]
    empty = browser_of(fitri).get(f"{address}?since=2026-09-04&until=2026-09-05")
    assert "No entries here" in empty.content.decode()


def test_transfers_are_found_by_every_number(held, clara, fitri, now, browser_of):
    escrows.release(escrow=held, by=clara, now=now)
    payin = Payin.objects.get()
    captured = Transfer.objects.get(kind=TransferKind.CAPTURE)
    assert set(transfers_found(held.reference).rows) >= {
        captured,
        Transfer.objects.get(kind=TransferKind.RELEASE),
    }
    for number in (captured.key, payin.key, payin.provider_reference):
        assert transfers_found(number).rows == [captured]
        answer = browser_of(fitri).get(f"{HOME}search/", {"q": number})
        assert answer["Location"] == reverse("payments:ledger-transfer", args=[captured.pk])
    nothing = browser_of(fitri).get(f"{HOME}search/?q=nothing")
    assert "No transfer found" in nothing.content.decode()


def test_a_refund_is_found_by_the_key_that_the_provider_knows(held, farid, now):
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    assert refund.asked_in in transfers_found(refund.key).rows


def test_a_transfer_names_what_it_belongs_to(held, fitri, farid, maya, browser_of):
    transfer = Transfer.objects.get(kind=TransferKind.CAPTURE)
    payin = Payin.objects.get()
    page = browser_of(fitri).get(reverse("payments:ledger-transfer", args=[transfer.pk]))
    text = page.content.decode()
    assert payin.provider_reference in text
    assert transfer.key in text
    assert reverse("payments:payin", args=[payin.pk]) not in text  # she may not open it
    fitri.is_moderator = True
    fitri.save()
    page = browser_of(fitri).get(reverse("payments:ledger-transfer", args=[transfer.pk]))
    assert reverse("payments:payin", args=[payin.pk]) in page.content.decode()


def test_what_settles_a_hold_is_linked_both_ways(held, farid, fitri, now, browser_of):
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    refunds.send(refund_id=refund.pk, now=now)
    later = now + timedelta(hours=1)
    money.settle_bank(now=later)
    sweeps.finish_refunds(now=later)
    end = Transfer.objects.get(resolves__isnull=False)
    for one, other in ((end, end.resolves), (end.resolves, end)):
        page = browser_of(fitri).get(reverse("payments:ledger-transfer", args=[one.pk]))
        assert reverse("payments:ledger-transfer", args=[other.pk]) in page.content.decode()


def test_the_export_says_what_the_page_says(held, fitri, browser_of):
    account = cash()
    day = Transfer.objects.latest("pk").posted_at.date()
    address = reverse("payments:ledger-export", args=[account.pk])
    wanted = {"since": f"{day.year}-01-01", "until": f"{day.year}-12-31"}
    answer = browser_of(fitri).get(address, {**wanted, "kind": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    shown = movements_of(account, Period()).rows[::-1]
    assert [row["Amount"] for row in rows] == [str(one.entry.amount.decimal) for one in shown]
    assert [row["Balance"] for row in rows] == [str(one.balance.decimal) for one in shown]
    book = browser_of(fitri).get(address, {**wanted, "kind": "xlsx"})
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert all(f"<v>{one.balance.decimal}</v>" in sheet for one in shown)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("kind=csv", "Choose the first and the last day"),
        ("kind=csv&since=2024-01-01&until=2026-01-01", "at most 366 days"),
        ("kind=csv&since=2026-02-01&until=2026-01-01", "before the first"),
        ("kind=csv&since=yesterday&until=2026-01-01", "Write a date"),
    ],
)
def test_an_export_is_of_some_days(held, fitri, browser_of, query, says):
    address = reverse("payments:ledger-export", args=[cash().pk])
    answer = browser_of(fitri).get(f"{address}?{query}", follow=True)
    assert says in answer.content.decode()


def test_an_export_of_too_many_entries_is_refused(held, fitri, browser_of, monkeypatch):
    monkeypatch.setattr(selectors_ledger, "EXPORTED_MOST", 0)
    address = reverse("payments:ledger-export", args=[cash().pk])
    year = Transfer.objects.latest("pk").posted_at.year
    wanted = {"kind": "csv", "since": f"{year}-01-01", "until": f"{year}-12-31"}
    assert (
        "Choose fewer days" in browser_of(fitri).get(address, wanted, follow=True).content.decode()
    )


@pytest.mark.parametrize("junk", ["x", "-1", "0", "1.5", "9" * 40, "%00", "'--"])
def test_a_place_that_does_not_exist_is_named(held, fitri, browser_of, junk):
    account = reverse("payments:ledger-account", args=[cash().pk])
    for page in (
        f"{HOME}?before={junk}",
        f"{HOME}search/?q=a&before={junk}",
        f"{account}?before={junk}",
    ):
        answer = browser_of(fitri).get(page)
        assert answer.status_code == 200
        assert "Begin again at the newest" in answer.content.decode()
        assert "No entries here" not in answer.content.decode()


@pytest.mark.parametrize("junk", ["tomorrow", "0001-01-01", "9999-12-31", "2026-13-45", "%00"])
def test_a_day_that_does_not_exist_is_named(held, fitri, browser_of, junk):
    account = reverse("payments:ledger-account", args=[cash().pk])
    for end in ("since", "until"):
        answer = browser_of(fitri).get(f"{account}?{end}={junk}")
        assert "Write a date such as" in answer.content.decode()


@pytest.mark.parametrize("what", ["accounts", "transfers"])
def test_ids_that_nobody_has_are_not_found(fitri, browser_of, what):
    for pk in (0, 10**12, 10**30):
        assert browser_of(fitri).get(f"{HOME}{what}/{pk}/").status_code == 404


def test_as_many_queries_for_many_rows_as_for_few(
    clara, farid, fitri, now, browser_of, django_assert_max_num_queries
):
    browser = browser_of(fitri)
    for _round in range(3):
        escrow = money.make_escrow(payer=clara, payee=farid, now=now)
        money.fund_escrow(escrow, now=now)
        days = "?since=2026-01-01&until=2026-12-31"
        for page in pages(cash())[:4]:
            with django_assert_max_num_queries(MOST_QUERIES):
                browser.get(page)
        with django_assert_max_num_queries(MOST_QUERIES):
            browser.get(reverse("payments:ledger-account", args=[cash().pk]) + days)


def test_no_page_counts_or_skips_rows(held, fitri, browser_of, django_assert_max_num_queries):
    browser = browser_of(fitri)
    for page in pages(cash())[:4]:
        with django_assert_max_num_queries(MOST_QUERIES) as done:
            browser.get(page)
        about = [q["sql"].upper() for q in done if "PAYMENTS_" in q["sql"].upper()]
        assert not [
            sql
            for sql in about
            if " OFFSET " in sql or ("COUNT(" in sql and ("_ENTRY" in sql or "_TRANSFER" in sql))
        ]


def test_text_in_a_workbook_is_never_a_formula_nor_markup():
    sheet = zipfile.ZipFile(io.BytesIO(xlsx_of(["a"], [["=1+1<b>\x00"]])))
    assert ">=1+1&lt;b&gt;</t>" in sheet.read("xl/worksheets/sheet1.xml").decode()
