"""The rates that Karya starts with, each with its source; then nobody edits them."""

from datetime import date

from django.db import migrations

RATES = [
    ("ppn_on_fee", 1200, 11, 12, date(2025, 1, 1), "PMK 131/2024: 12 % of 11/12", False),
    (
        "pph21",
        500,
        1,
        2,
        date(2024, 1, 1),
        "PMK 168/2023: Pasal 17 of one half, first bracket",
        False,
    ),
    ("pph23", 200, 1, 1, date(2009, 1, 1), "UU PPh Pasal 23: 2 %, twice that without NPWP", False),
    ("pph26", 2000, 1, 1, date(2009, 1, 1), "UU PPh Pasal 26: 20 %, or as a treaty says", False),
    (
        "pph22_marketplace",
        50,
        1,
        1,
        date(2025, 7, 14),
        "PMK 37/2025: 0.5 % of gross without PPN",
        True,
    ),
]
GUARD = """
CREATE TRIGGER taxrate_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON payments_taxrate FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
"""


def add_first_rates(apps, schema_editor):
    for kind, bps, numerator, denominator, day, source, is_checked in RATES:
        apps.get_model("payments", "TaxRate").objects.create(
            kind=kind,
            rate_bps=bps,
            base_numerator=numerator,
            base_denominator=denominator,
            effective_on=day,
            source=source,
            note="" if is_checked else "From general knowledge, unchecked.",
            is_checked=is_checked,
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_taxes")]

    operations = [
        migrations.RunPython(add_first_rates, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, "DROP TRIGGER taxrate_is_append_only ON payments_taxrate;"),
    ]
