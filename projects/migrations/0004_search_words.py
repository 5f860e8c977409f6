"""Search words with accents taken off, and names such as C#, .NET and Node.js kept whole."""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

import core.search.documents

# The parser of Postgres drops `#`, `+` and leading dots, and takes `ui/ux` for a path.
PLAIN = r"""
CREATE FUNCTION projects_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
  regexp_replace(lower(words),
    '\m([a-z])#', '\1sharp', 'g'),
    '\m([a-z])\+\+', '\1plusplus', 'g'),
    '\masp\.net\M', 'aspnet dotnet', 'g'),
    '(^|[^a-z0-9])\.net\M', '\1dotnet', 'g'),
    '\m(node|vue|next|nuxt|nest|react|express|three|angular|ember|electron|svelte|alpine|discord|chart|d3)[. ]?(js)\M', '\1\2', 'g'),
    '\m([234]) ?d\M', '\1d', 'g'),
    '([[:alnum:]])[/&|_]+(?=[[:alnum:]])', '\1 ', 'g')
$$;
"""
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{of});
ALTER TEXT SEARCH CONFIGURATION {name}
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {of}_stem;
"""
CONFIGURATIONS = {"karya_id": "indonesian", "karya_en": "english"}


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_contract_taxes")]

    operations = [
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(PLAIN, "DROP FUNCTION projects_plain(text)"),
        *(
            migrations.RunSQL(
                CONFIGURATION.format(name=name, of=of), f"DROP TEXT SEARCH CONFIGURATION {name}"
            )
            for name, of in CONFIGURATIONS.items()
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
