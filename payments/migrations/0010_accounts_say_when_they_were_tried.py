"""Accounts at providers say when they were last asked about, so that none keeps the others waiting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0009_settle_asks_for_no_claims")]

    operations = [
        migrations.AddField(
            model_name="connectedaccount",
            name="tried_at",
            field=models.DateTimeField(blank=True, null=True),
        )
    ]
