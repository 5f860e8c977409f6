"""`manage.py grant_application`: what the application's own role may do, and no more."""

from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandError, CommandParser
from django.db import Error, connection, transaction
from psycopg2.sql import SQL, Identifier, Literal

from marketplace.environment import application_role

# Without TEMPORARY: a trigger on a temporary table could pass for the book's own trigger, which
# alone may move balances.
GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON payments_transfer, payments_entry, staff_auditentry FROM {role};
REVOKE DELETE, TRUNCATE ON payments_account FROM {role};
"""
CREATE = """
CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT
"""


class Command(BaseCommand):
    help = "Grants a role what the application needs; run it as the owner, again at any time."
    stealth_options = ("password",)  # from `prepare` alone: command lines are seen by others

    def add_arguments(self, parser: CommandParser) -> None:
        words = "a role that owns nothing; the one of DATABASE_URL where DATABASE_OWNER_URL is set"
        parser.add_argument("role", nargs="?", default="", help=words)
        parser.add_argument("--create", action="store_true", help="make the role if there is none")

    def handle(self, *_args: Any, **options: Any) -> None:
        role = options["role"] or application_role()[0]
        if not role:
            raise CommandError("Name the role, or set DATABASE_OWNER_URL beside DATABASE_URL.")
        try:
            with transaction.atomic():
                if options["create"]:
                    _create(role, options.get("password") or "")
                _grant(role)
        except Error as error:
            raise CommandError(f"“{role}” was not granted its rights: {error}".strip()) from None
        self.stdout.write("The role may do what the application needs.")


def _create(role: str, password: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            with_password = SQL(" PASSWORD {}").format(Literal(password)) if password else SQL("")
            cursor.execute(SQL(CREATE).format(role=Identifier(role)) + with_password)


def _grant(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        if role == owner:
            raise CommandError(f"“{role}” is the role of this connection: grant another one.")
        names = {"role": Identifier(role), "database": Identifier(database)}
        cursor.execute(SQL(GRANTS).format(**names))
