"""The first version of the clocks and limits (lifecycles of the design, November 2026)."""

from datetime import UTC, datetime

from django.db import migrations


def write_first_policy(apps, schema_editor):
    apps.get_model("projects", "WorkPolicy").objects.get_or_create(
        version=1,
        defaults={
            "effective_at": datetime(2026, 1, 1, tzinfo=UTC),
            "source": "Karya's lifecycles, version 1",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(write_first_policy, migrations.RunPython.noop)]
