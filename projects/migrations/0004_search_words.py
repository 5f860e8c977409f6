"""Search words with accents taken off, and names such as C#, .NET and Node.js kept whole."""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

import core.search.documents
import core.search.language


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_contract_taxes")]

    operations = [
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.CreateExtension("fuzzystrmatch"),
        # Core makes these too, for the apps below; whoever comes first makes them.
        migrations.RunSQL(core.search.language.PLAIN, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in core.search.language.CONFIGURATIONS
        ),
        migrations.RemoveField("project", "search"),
        migrations.AddField(
            "project",
            "search",
            models.GeneratedField(
                expression=core.search.documents.document(
                    A="title", B="skill_words", C="description"
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            "project",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="project_search"),
        ),
        migrations.AddIndex(
            "project",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="project_open_search", condition=models.Q(state="open")
            ),
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("text", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("uses", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddIndex(
            "knownword",
            django.contrib.postgres.indexes.GistIndex(
                django.contrib.postgres.indexes.OpClass("text", name="gist_trgm_ops"),
                name="known_word_nearness",
            ),
        ),
    ]
