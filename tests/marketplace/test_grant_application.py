"""The application's own role may write the book, and change nothing of it."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from marketplace import checks, environment
from payments.models import Entry
from payments.services import snapshots
from payments.services.checks import check_ledger
from tests.factories import payments as money

ROLE = f"karya_app_{os.getpid()}"
REFUSED = [
    "UPDATE payments_entry SET amount_minor = amount_minor + 100",
    "DELETE FROM payments_entry",
    "TRUNCATE payments_entry",
    "UPDATE payments_transfer SET key = 'x'",
    "DELETE FROM payments_transfer",
    "DELETE FROM payments_account",
    "UPDATE staff_auditentry SET reason = ''",
    "DELETE FROM staff_auditentry",
    "TRUNCATE payments_account CASCADE",
    "ALTER TABLE payments_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER entry_is_append_only ON payments_entry",
    "ALTER TABLE payments_account DROP CONSTRAINT account_not_negative",
    "SET session_replication_role = replica",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS ''",
    "ALTER FUNCTION payments_settled_entry() SECURITY INVOKER",
    "DROP TABLE payments_entry CASCADE",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "LOCK TABLE payments_entry IN SHARE MODE",
]
ENTRIES = "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor) "
PAIR = (
    "SELECT transfer_id, account_id, {currency}, {amount} FROM payments_entry"
    " WHERE transfer_id = (SELECT min(transfer_id) FROM payments_entry)"
)
TRANSFER = (
    "INSERT INTO payments_transfer (key, request_hash, kind, reference, resolves_id, xid,"
    " posted_at) VALUES ('{key}', '', 'release', 'raw', {resolves}, 0, now())"
)
FIRST = "(SELECT min(id) FROM payments_transfer)"
POSTED = (
    "SELECT payments_post('raw', 'hash', 'unmatched', 'raw', NULL, jsonb_build_array("
    "jsonb_build_object('kind', 'provider_cash', 'provider', 'sandbox', 'currency', 'IDR',"
    " 'minor', {cash}), jsonb_build_object('kind', 'escrow', 'escrow_id',"
    " (SELECT max(escrow_id) FROM payments_account), 'provider', '', 'currency', 'IDR',"
    " 'minor', {escrow})))"
)
OPENED = (
    "INSERT INTO payments_account (kind, user_id, provider, currency, tracked,"
    " may_go_negative, balance_minor, opened_at)"
    " SELECT 'unapplied', max(id), '', 'IDR', true, false, 100, now() FROM accounts_user"
)
RULES = [
    (POSTED.format(cash=-100, escrow=200), "entries_sum_to_zero"),
    (POSTED.format(cash=10**12, escrow=-(10**12)), "account_not_negative"),
    (POSTED.format(cash=-150, escrow=150), "entry_whole_rupiah"),
    (POSTED.format(cash=0, escrow=0), "entry_is_not_zero"),
    (
        ENTRIES + PAIR.format(currency="'USD'", amount="amount_minor"),
        "entry_account_currency",
    ),
    (
        TRANSFER.format(key="a", resolves=FIRST) + ";" + TRANSFER.format(key="b", resolves=FIRST),
        "payments_transfer_resolves_id_key",
    ),
    (TRANSFER.format(key="a", resolves="NULL") + "; SET CONSTRAINTS ALL IMMEDIATE",
     "transfer_has_entries"),
    ("UPDATE payments_account SET balance_minor = balance_minor + 100 WHERE tracked",
     "account_balance_moves_by_entries"),
    ("UPDATE payments_account SET may_go_negative = true", "account_identity_is_fixed"),
    (
        OPENED,
        "account_opens_at_zero",
    ),
    ("DELETE FROM payments_escrowchange", "escrowchange_is_append_only"),
]  # fmt: skip


@pytest.fixture
def as_application(clara, farid, now):
    money.make_held(payer=clara, payee=farid, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for _time in range(2):
            call_command("grant_application", ROLE, create=True, stdout=StringIO())
        cursor.execute(f'SET LOCAL ROLE "{ROLE}"')
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("statement", REFUSED)
def test_the_role_is_refused(as_application, statement):
    before = list(Entry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert refused.value.__cause__.pgcode == "42501"  # insufficient privilege
    assert list(Entry.objects.order_by("pk").values()) == before


def test_the_role_moves_money(as_application, clara, farid, now):
    before = Entry.objects.count()
    money.earn(farid, payer=clara, now=now)
    assert Entry.objects.count() > before


@pytest.mark.parametrize(("statement", "constraint"), RULES)
def test_the_book_refuses_what_the_role_may_try(as_application, statement, constraint):
    before = list(Entry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert refused.value.__cause__.diag.constraint_name == constraint
    assert list(Entry.objects.order_by("pk").values()) == before


def test_the_role_cannot_add_to_a_transfer_of_another_transaction(as_application):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE payments_transfer SET xid = 1")  # as if committed long ago
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f'SET LOCAL ROLE "{ROLE}"')
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(
            ENTRIES + PAIR.format(currency="currency", amount="amount_minor")
        )
    assert refused.value.__cause__.diag.constraint_name == "transfer_is_sealed"


def test_the_role_takes_the_nightly_snapshots_and_proves_the_book(as_application, now):
    assert snapshots.take_snapshots(now=now) > 0
    assert check_ledger() == []


def test_the_doctor_says_whether_the_role_may_rewrite_the_book(as_application):
    assert checks.role_of_the_book() == ""
    connection.cursor().execute("RESET ROLE")
    assert "may rewrite the book" in checks.role_of_the_book()
    assert "DATABASE_OWNER_URL" in checks.role_of_the_book()


def test_a_role_does_not_grant_itself(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(CommandError, match="grant another one"):
        call_command("grant_application", owner)


def test_a_role_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="nobody_here"):
        call_command("grant_application", "nobody_here")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["manage.py", "migrate"], "owner"),
        (["/app/manage.py", "prepare"], "owner"),
        (["manage.py", "grant_application", "x"], "owner"),
        (["manage.py", "check_ledger"], "app"),
        (["manage.py"], "app"),
        (["celery", "migrate"], "app"),
    ],
)
def test_only_commands_that_define_tables_connect_as_the_owner(monkeypatch, command, expected):
    monkeypatch.setenv("DATABASE_URL", "postgres://app:a@db/karya")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner:b@db/karya")
    assert environment.role_of(environment.database_url(command))[0] == expected
    assert environment.application_role() == ("app", "a")


@pytest.mark.parametrize("owner", ["", "postgres://app:a@db/karya"])
def test_one_role_is_enough(monkeypatch, owner):
    monkeypatch.setenv("DATABASE_URL", "postgres://app:a@db/karya")
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    assert environment.role_of(environment.database_url(["manage.py", "migrate"]))[0] == "app"
    assert environment.application_role() == ("", "")


def test_without_a_role_named_it_is_the_one_of_the_addresses(db, monkeypatch):
    said = {"DATABASE_OWNER_URL": "postgres://owner@/x", "DATABASE_URL": f"postgres://{ROLE}_n@/x"}
    for name, value in said.items():
        monkeypatch.setitem(environment.env.ENVIRON, name, value)
    call_command("grant_application", create=True, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'payments_entry', 'INSERT')", [f"{ROLE}_n"])
        assert cursor.fetchone() == (True,)
    monkeypatch.setitem(environment.env.ENVIRON, "DATABASE_OWNER_URL", "")
    with pytest.raises(CommandError, match="Name the role"):
        call_command("grant_application", stdout=StringIO())
