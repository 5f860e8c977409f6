"""Dividing an escrow asks no more whether a debt or a jar waits: nobody read the answer.

A new database has the function so from `0002_book`; one that exists follows here.
"""

from importlib import import_module

from django.db import migrations

SETTLE = import_module("payments.migrations.0002_book").SETTLE


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_rules_of_banks")]

    operations = [
        migrations.RunSQL(
            ["DROP FUNCTION payments_settle", SETTLE], reverse_sql=migrations.RunSQL.noop
        )
    ]
