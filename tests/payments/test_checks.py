"""`check_ledger` names every difference that somebody plants with the guards off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from payments.models import AccountSnapshot, Entry
from payments.selectors import book_totals
from payments.services import checks, escrows, snapshots
from payments.states import AccountKind
from sandbox.models import SandboxPayment
from tests.factories import payments as money
from tests.factories.payments import rupiah


@contextmanager
def guards_off() -> Iterator[None]:
    """As somebody with the superuser's password would do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def book(clara: User, farid: User, now: datetime) -> None:
    """Some of everything: held, released, refunded, paid out."""
    money.make_held(payer=clara, payee=farid, now=now)
    money.earn(farid, payer=clara, now=now)
    refunded = money.make_held(payer=clara, payee=farid, now=now)
    escrows.refund(escrow=refunded, by=farid, now=now, reason="x")
    money.request_payout(farid, now=now, amount=rupiah(100_000))
    snapshots.take_snapshots(now=now)


def test_a_right_book_passes(book: None) -> None:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == "The book is right.\n"


PLANTED = {
    "an amount is one rupiah more": (
        (
            "UPDATE payments_entry SET amount_minor = amount_minor + 100"
            " WHERE id = (SELECT max(id) FROM payments_entry)"
        ),
        "every transfer sums to zero per currency, with two entries or more",
    ),
    "an entry is gone": (
        "DELETE FROM payments_entry WHERE id = (SELECT min(id) FROM payments_entry)",
        "every transfer sums to zero per currency, with two entries or more",
    ),
    "all entries of a transfer are gone": (
        "DELETE FROM payments_entry WHERE transfer_id = (SELECT max(id) FROM payments_transfer)",
        "every transfer sums to zero per currency, with two entries or more",
    ),
    "a balanced pair is extra": (
        (
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " SELECT transfer_id, account_id, currency, amount_minor FROM payments_entry"
            " WHERE transfer_id = (SELECT min(id) FROM payments_transfer)"
        ),
        "every tracked balance equals its entries, untracked ones stay at zero",
    ),
    "a balance is edited": (
        "UPDATE payments_account SET balance_minor = balance_minor + 100 WHERE kind = 'available'",
        "every tracked balance equals its entries, untracked ones stay at zero",
    ),
    "an untracked account has a balance": (
        (
            "ALTER TABLE payments_account DROP CONSTRAINT account_untracked_is_zero;"
            "UPDATE payments_account SET balance_minor = 100 WHERE kind = 'provider_cash'"
        ),
        "every tracked balance equals its entries, untracked ones stay at zero",
    ),
    "an escrow says more than the book": (
        (
            "UPDATE payments_escrow SET refunded_minor = refunded_minor + 100,"
            " held_minor = held_minor - 100 WHERE state = 'held'"
        ),
        "the book holds for each escrow what the escrow says",
    ),
    "a payin is gone": (
        "UPDATE payments_payin SET state = 'failed'",
        "each escrow was paid by its payins",
    ),
    "an earning is edited": (
        "UPDATE payments_earning SET amount_minor = amount_minor + 100",
        "released and fees are what its earnings say",
    ),
    "an earning is pending without money": (
        "UPDATE payments_earning SET state = 'pending'",
        "pending earnings are the pending balance of their payee",
    ),
    "a payout is marked as paid": (
        "UPDATE payments_payout SET state = 'paid'",
        "a payout is the sum of its parts, and open as long as one of them is",
    ),
    "a part of a payout is edited": (
        "UPDATE payments_payoutpart SET amount_minor = amount_minor + 100",
        "payouts on their way are what is cleared for payouts",
    ),
    "a refund is marked as done": (
        "UPDATE payments_refund SET state = 'done'",
        "refunds on their way are what is cleared for refunds",
    ),
    "a refund of an escrow is edited": (
        "UPDATE payments_refund SET amount_minor = amount_minor - 100",
        "what went back of each escrow is what its refunds say",
    ),
    "a refund is larger than its payment": (
        "UPDATE payments_refund SET amount_minor = 100000000000",
        "no more goes back through a payin than it brought",
    ),
    "a snapshot is edited": (
        "UPDATE payments_accountsnapshot SET balance_minor = balance_minor + 100",
        "snapshots equal the entries up to them",
    ),
}


@pytest.mark.broken_book
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_difference_is_named(book: None, planted: str) -> None:
    statement, expected = PLANTED[planted]
    with guards_off():
        sql(statement)
    assert expected in {finding.check for finding in checks.check_ledger()}

    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_ledger", stdout=out, stderr=StringIO())
    assert stopped.value.code == 1
    assert expected in out.getvalue()


def test_the_provider_and_the_book_are_compared(book: None, now: datetime) -> None:
    later = now + timedelta(hours=1)
    assert checks.check_providers(now=later) == []

    SandboxPayment.objects.filter(pk=SandboxPayment.objects.latest("pk").pk).update(
        paid_amount=999_999
    )
    assert [f.check for f in checks.check_providers(now=later)] == [
        "provider and book name the same amount"
    ]


def test_money_at_the_provider_that_the_book_lacks_is_named(
    clara: User, farid: User, now: datetime
) -> None:
    payin = money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    money.decide(payin, now=now)
    assert checks.check_providers(now=now) == []  # it may still be on its way to us
    later = now + timedelta(hours=1)
    assert [f.check for f in checks.check_providers(now=later)] == [
        "the book knows what the provider settled"
    ]


def test_what_the_book_says_and_the_provider_does_not_know_is_named(
    held: object, now: datetime
) -> None:
    SandboxPayment.objects.update(state="waiting")
    later = now + timedelta(hours=1)
    assert [f.check for f in checks.check_providers(now=later)] == [
        "the provider knows what the book says"
    ]


def test_snapshots_and_the_entries_since_make_the_total(
    book: None, clara: User, farid: User, now: datetime
) -> None:
    def total(kind: AccountKind) -> object:
        return next(t.amount for t in book_totals() if t.kind == kind)

    assert total(AccountKind.PROVIDER_CASH) == rupiah(-3_000_000)
    taken = AccountSnapshot.objects.count()
    money.earn(farid, payer=clara, now=now)
    assert total(AccountKind.PROVIDER_CASH) == rupiah(-4_000_000)
    assert total(AccountKind.PLATFORM_FEE) == rupiah(200_000)

    snapshots.take_snapshots(now=now)
    snapshots.take_snapshots(now=now)
    assert AccountSnapshot.objects.count() == 2 * taken
    assert total(AccountKind.PROVIDER_CASH) == rupiah(-4_000_000)
    assert sum(t.amount.minor for t in book_totals()) == 0
    last = Entry.objects.latest("pk").pk
    assert AccountSnapshot.objects.filter(last_entry_id=last).count() == taken


def test_each_night_is_held_against_all_entries_up_to_it(
    book: None, clara: User, farid: User, now: datetime
) -> None:
    """A wrong night is named alone: those before and after it are right."""
    for _night in range(2):
        money.earn(farid, payer=clara, now=now)
        snapshots.take_snapshots(now=now)
    cash = AccountSnapshot.objects.filter(account__kind=AccountKind.PROVIDER_CASH)
    _first, second, _third = cash.order_by("last_entry_id")
    AccountSnapshot.objects.filter(pk=second.pk).update(balance_minor=second.balance_minor + 100)
    (finding,) = checks.check_ledger()
    assert finding.check == "snapshots equal the entries up to them"
    assert f"id={second.pk}," in finding.row
    AccountSnapshot.objects.filter(pk=second.pk).update(balance_minor=second.balance_minor)


@pytest.mark.broken_book
def test_an_entry_without_its_transfer_is_named(book: None) -> None:
    with guards_off():
        sql(
            "UPDATE payments_entry SET transfer_id = 0"
            " WHERE id = (SELECT max(id) FROM payments_entry)"
        )
    named = {finding.check for finding in checks.check_ledger()}
    assert "every transfer sums to zero per currency, with two entries or more" in named
