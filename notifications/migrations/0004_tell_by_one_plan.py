"""The plan for one list of people is as good as for another: it is not made anew each time."""

from django.db import migrations

_TELL = (
    "ALTER FUNCTION notifications_tell("
    "bigint[], text, text, boolean, text, text, jsonb, timestamptz, timestamptz) "
)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_tell")]

    operations = [
        migrations.RunSQL(
            f"{_TELL} SET plan_cache_mode = force_generic_plan", f"{_TELL} RESET plan_cache_mode"
        )
    ]
