"""`manage.py grant_application karya_app`: what the application's own role may do, and no more."""

from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import connection, transaction
from psycopg2.sql import SQL, Identifier

GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON payments_transfer, payments_entry FROM {role};
REVOKE DELETE, TRUNCATE ON payments_account FROM {role};
"""


class Command(BaseCommand):
    help = "Grants a role what the application needs; run it as the owner, again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="an existing role that owns nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SQL(GRANTS).format(role=Identifier(options["role"])))
        self.stdout.write("The role may do what the application needs.")
