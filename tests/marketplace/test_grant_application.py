"""The application's own role may write the book, and change nothing of it."""

import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from payments.models import Entry
from tests.factories import payments as money

ROLE = f"karya_app_{os.getpid()}"
REFUSED = [
    "UPDATE payments_entry SET amount_minor = amount_minor + 100",
    "DELETE FROM payments_entry",
    "TRUNCATE payments_entry",
    "UPDATE payments_transfer SET key = 'x'",
    "DELETE FROM payments_transfer",
    "DELETE FROM payments_account",
    "TRUNCATE payments_account CASCADE",
    "ALTER TABLE payments_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER entry_is_append_only ON payments_entry",
    "ALTER TABLE payments_account DROP CONSTRAINT account_not_negative",
    "SET session_replication_role = replica",
    "CREATE TABLE public.mine (id int)",
]


@pytest.fixture
def as_application(clara, farid, now):
    money.make_held(payer=clara, payee=farid, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f'CREATE ROLE "{ROLE}"')
        for _time in range(2):
            call_command("grant_application", ROLE, stdout=StringIO())
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
