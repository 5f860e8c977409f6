"""The book, and what Postgres refuses to do with it whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.money import Money
from payments.ledger import Line, Pocket, post
from payments.models import Account, Entry, Transfer
from payments.states import AccountKind, TransferKind

CASH = Pocket(kind=AccountKind.PROVIDER_CASH, provider="sandbox")


def unapplied(user: User) -> Pocket:
    return Pocket(kind=AccountKind.UNAPPLIED, user_id=user.pk)


def idr(minor: int) -> Money:
    return Money(minor, "IDR")


def receive(user: User, minor: int = 100_00, key: str = "k1") -> int:
    lines = [Line(CASH, idr(-minor)), Line(unapplied(user), idr(minor))]
    posted = post(key=key, kind=TransferKind.UNMATCHED, lines=lines, reference="test")
    return posted.transfer_id


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The statement is refused by the constraint of this name, and changes nothing."""
    before = (list(Entry.objects.values()), list(Account.objects.values()))
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert (list(Entry.objects.values()), list(Account.objects.values())) == before


def test_a_posting_moves_tracked_balances_and_leaves_untracked_ones(clara: User) -> None:
    receive(clara, 500_00)

    assert Account.objects.get(kind=AccountKind.UNAPPLIED, user=clara).balance == idr(500_00)
    assert Account.objects.get(kind=AccountKind.PROVIDER_CASH).balance == idr(0)
    assert sorted(Entry.objects.values_list("amount_minor", flat=True)) == [-500_00, 500_00]


def test_the_same_key_and_content_answers_with_the_first_transfer(clara: User) -> None:
    first = receive(clara)
    lines = [Line(CASH, idr(-100_00)), Line(unapplied(clara), idr(100_00))]
    again = post(key="k1", kind=TransferKind.UNMATCHED, lines=lines, reference="test")

    assert (again.transfer_id, again.is_new) == (first, False)
    assert Entry.objects.count() == 2


def test_the_same_key_with_other_content_is_refused(clara: User) -> None:
    receive(clara, 100_00)
    with refused("transfer_key_is_reused"):
        receive(clara, 200_00)


def test_lines_of_zero_are_left_out(clara: User) -> None:
    lines = [Line(CASH, idr(-100)), Line(unapplied(clara), idr(100)), Line(CASH, idr(0))]
    post(key="k", kind=TransferKind.UNMATCHED, lines=lines, reference="test")
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("amounts", [(-100, 200), (100, 100), (-100, 90_000)])
def test_entries_must_sum_to_zero(clara: User, amounts: tuple[int, int]) -> None:
    lines = [Line(CASH, idr(amounts[0])), Line(unapplied(clara), idr(amounts[1]))]
    with refused("entries_sum_to_zero"):
        post(key="k", kind=TransferKind.UNMATCHED, lines=lines, reference="test")


def test_entries_sum_to_zero_in_each_currency(clara: User) -> None:
    lines = [Line(CASH, Money(-100, "USD")), Line(unapplied(clara), idr(100))]
    with refused("entries_sum_to_zero"):
        post(key="k", kind=TransferKind.UNMATCHED, lines=lines, reference="test")


def test_a_posting_without_lines_cannot_commit(db: None) -> None:
    with refused("transfer_has_entries"):
        post(key="k", kind=TransferKind.UNMATCHED, lines=[], reference="test")
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_goes_below_zero(clara: User) -> None:
    receive(clara, 100_00)
    lines = [Line(unapplied(clara), idr(-101_00)), Line(CASH, idr(101_00))]
    with refused("account_not_negative"):
        post(key="k2", kind=TransferKind.UNMATCHED, lines=lines, reference="test")


def test_rupiah_are_whole(clara: User) -> None:
    with refused("entry_whole_rupiah"):
        receive(clara, 150)


def test_a_hold_is_settled_once(clara: User) -> None:
    hold = receive(clara, 100_00)
    lines = [Line(unapplied(clara), idr(-100)), Line(CASH, idr(100))]
    post(key="a", kind=TransferKind.UNMATCHED, lines=lines, reference="t", resolves=hold)
    with refused("payments_transfer_resolves_id_key"):
        post(key="b", kind=TransferKind.UNMATCHED, lines=lines, reference="t", resolves=hold)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE payments_entry SET amount_minor = 1", "entry_is_append_only"),
        ("DELETE FROM payments_entry", "entry_is_append_only"),
        ("TRUNCATE payments_entry", "entry_is_append_only"),
        ("UPDATE payments_transfer SET reference = 'x'", "transfer_is_append_only"),
        ("DELETE FROM payments_transfer", "transfer_is_append_only"),
        ("DELETE FROM payments_account", "account_is_never_deleted"),
        ("UPDATE payments_account SET balance_minor = 0", "account_balance_moves_by_entries"),
        ("UPDATE payments_account SET currency = 'USD'", "account_identity_is_fixed"),
        ("UPDATE payments_account SET tracked = NOT tracked", "account_identity_is_fixed"),
        ("UPDATE payments_account SET user_id = user_id + 1", "account_identity_is_fixed"),
        ("DELETE FROM payments_policyversion", "policyversion_is_append_only"),
        ("UPDATE payments_policyversion SET client_bps = 1", "policyversion_is_append_only"),
        ("TRUNCATE payments_escrowchange", "escrowchange_is_append_only"),
        ("DELETE FROM payments_payinchange", "payinchange_is_append_only"),
        ("DELETE FROM payments_refundchange", "refundchange_is_append_only"),
        ("UPDATE payments_payoutchange SET kind = 'x'", "payoutchange_is_append_only"),
    ],
)
def test_postgres_refuses_to_rewrite_the_book(clara: User, statement: str, constraint: str) -> None:
    receive(clara)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with refused(constraint):
        sql(statement)


@pytest.mark.django_db(transaction=True)
def test_a_truncate_of_everything_is_refused(clara: User) -> None:
    receive(clara)
    with pytest.raises(IntegrityError):
        sql("TRUNCATE payments_transfer CASCADE")
    assert Transfer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_transfer_is_sealed_with_its_transaction(clara: User) -> None:
    """Another balanced pair of entries, in a later database transaction, is refused."""
    transfer_id = receive(clara)
    cash = Account.objects.get(kind=AccountKind.PROVIDER_CASH).pk
    own = Account.objects.get(kind=AccountKind.UNAPPLIED).pk
    with refused("transfer_is_sealed"):
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (%s, %s, 'IDR', 100), (%s, %s, 'IDR', -100)",
            *(transfer_id, cash, transfer_id, own),
        )


def test_a_transfer_cannot_claim_another_transaction(clara: User) -> None:
    receive(clara)
    sql("UPDATE payments_account SET opened_at = opened_at")  # touching nothing is allowed
    assert Transfer.objects.get().xid > 0


def test_an_entry_names_the_currency_of_its_account(clara: User) -> None:
    transfer_id = receive(clara)
    cash = Account.objects.get(kind=AccountKind.PROVIDER_CASH).pk
    own = Account.objects.get(kind=AccountKind.UNAPPLIED).pk
    with refused("entry_account_currency"):
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (%s, %s, 'USD', 100), (%s, %s, 'USD', -100)",
            *(transfer_id, cash, transfer_id, own),
        )


def test_a_single_entry_is_refused(clara: User) -> None:
    transfer_id = receive(clara)
    cash = Account.objects.get(kind=AccountKind.PROVIDER_CASH).pk
    with refused("entry_is_not_zero"):
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (%s, %s, 'IDR', 0)",
            *(transfer_id, cash),
        )


def test_an_account_opens_at_zero(clara: User) -> None:
    with refused("account_opens_at_zero"):
        sql(
            "INSERT INTO payments_account (kind, user_id, provider, currency, tracked,"
            " may_go_negative, balance_minor, opened_at)"
            " VALUES ('available', %s, '', 'IDR', true, false, 100, now())",
            clara.pk,
        )


def test_a_person_has_one_account_of_a_kind_and_currency(clara: User) -> None:
    receive(clara)
    with refused("account_identity"):
        sql(
            "INSERT INTO payments_account (kind, user_id, provider, currency, tracked,"
            " may_go_negative, balance_minor, opened_at)"
            " VALUES ('unapplied', %s, '', 'IDR', true, false, 0, now())",
            clara.pk,
        )


def test_the_largest_amount_overflows_into_an_error_not_into_a_wrong_balance(clara: User) -> None:
    most = 9_223_372_036_854_775_800
    receive(clara, most)
    with pytest.raises(Exception, match="out of range"), transaction.atomic():
        receive(clara, most, key="k2")
    assert Account.objects.get(kind=AccountKind.UNAPPLIED).balance_minor == most
