"""Whether a time zone was somebody's own choice; a zone other than the first one has been."""

from django.db import migrations, models


def mark_choices(apps, schema_editor):
    everybody = apps.get_model("accounts", "User").objects
    everybody.exclude(timezone="Asia/Jakarta").update(chose_timezone=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_listings")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="chose_timezone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(mark_choices, migrations.RunPython.noop),
    ]
