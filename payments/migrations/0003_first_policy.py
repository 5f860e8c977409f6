"""The policy that Karya starts with."""

from datetime import UTC, datetime

from django.db import migrations


def add_first_policy(apps, schema_editor):
    apps.get_model("payments", "PolicyVersion").objects.create(
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="Karya’s opening price list: 10 % from the freelancer, nothing from the client.",
        freelancer_bps=1000,
        client_bps=0,
        payout_least_minor=10_000_00,
        payout_review_above_minor=5_000_000_00,
        is_first_payout_reviewed=False,
        is_new_destination_reviewed=False,
        cool_off_hours=48,
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_guards")]

    operations = [migrations.RunPython(add_first_policy, migrations.RunPython.noop)]
