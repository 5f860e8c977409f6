"""While a step is disputed its times stand still: since when, and what was left to review."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0022_found_by_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="review_left",
            field=models.DurationField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="milestone",
            name="stands_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
