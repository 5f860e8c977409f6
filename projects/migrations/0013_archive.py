"""The search of ended postings: by date, and by any word from the index that is there already.

That index writes its words at once instead of in batches, since a batch that waits is read from
end to end by every search; a posting changes its words or its state a handful of times.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

# Beside a running Karya, and again where it was broken off.
NEWEST = [
    "DROP INDEX CONCURRENTLY IF EXISTS project_ended_newest;",
    "CREATE INDEX CONCURRENTLY project_ended_newest"
    " ON projects_project (published_at DESC, id DESC)"
    " WHERE state IN ('filled', 'expired', 'closed');",
]
WORDS = [
    "ALTER INDEX project_search SET (fastupdate = off);",
    "SELECT gin_clean_pending_list('project_search');",
]


class Migration(migrations.Migration):
    atomic = False  # as making an index concurrently asks for

    dependencies = [("projects", "0012_openings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(NEWEST[0], NEWEST[0]),
                migrations.RunSQL(NEWEST[1], migrations.RunSQL.noop),
                migrations.RunSQL(WORDS[0], "ALTER INDEX project_search RESET (fastupdate);"),
                migrations.RunSQL(WORDS[1], migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddIndex(
                    "project",
                    models.Index(
                        fields=["-published_at", "-id"],
                        name="project_ended_newest",
                        condition=models.Q(state__in=["filled", "expired", "closed"]),
                    ),
                ),
                migrations.RemoveIndex("project", "project_search"),
                migrations.AddIndex(
                    "project",
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="project_search"
                    ),
                ),
            ],
        ),
    ]
