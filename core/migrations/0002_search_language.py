"""What turns texts into words to find them by, for every app."""

import django.contrib.postgres.operations
from django.db import migrations

from core.search.language import CONFIGURATIONS, PLAIN


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in CONFIGURATIONS),
    ]
