"""The clock asks each minute which invitations are over; invitations are few, so this is quick."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0023_standing_still"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                fields=["expires_at"],
                condition=models.Q(state="sent"),
                name="invitation_to_lapse",
            ),
        ),
    ]
