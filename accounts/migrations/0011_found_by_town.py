"""Freelancers are found by the names of their town and province too."""

from django.db import migrations

from accounts.services.findable import KEEP


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_chose_timezone")]
    operations = [migrations.RunSQL(KEEP.format(which="true"), migrations.RunSQL.noop)]
