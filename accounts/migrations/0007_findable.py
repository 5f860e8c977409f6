"""Freelancers by all of their words, their merit and how fast they answer."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import accounts.merits
import core.search.documents
from accounts.services.findable import KEEP


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_verified_name"), ("core", "0002_search_language")]

    operations = [
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
                name="known_people_word_nearness",
            ),
        ),
        migrations.AddField(
            "freelancerprofile",
            "answer_minutes",
            models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "freelancerprofile",
            "works_remotely",
            models.BooleanField(
                db_default=True, default=True, verbose_name="I also work from a distance"
            ),
        ),
        *(
            migrations.AddField(
                "freelancerprofile",
                name,
                models.TextField(blank=True, db_default="", default="", editable=False),
            )
            for name in ("name_words", "skill_words", "shown_words")
        ),
        migrations.RunSQL(KEEP.format(which="true"), migrations.RunSQL.noop),
        migrations.AddField(
            "freelancerprofile",
            "search",
            models.GeneratedField(
                expression=core.search.documents.document(
                    A=("headline", "name_words"), B="skill_words", C=("bio", "shown_words")
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddField(
            "freelancerprofile",
            "merit",
            models.GeneratedField(
                expression=accounts.merits.MERIT,
                output_field=models.IntegerField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            "freelancerprofile",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="freelancer_search"),
        ),
        migrations.AddIndex(
            "freelancerprofile",
            models.Index(
                condition=models.Q(("is_listed", True), models.Q(("headline", ""), _negated=True)),
                fields=["-merit", "-id"],
                name="freelancer_by_merit",
            ),
        ),
    ]
