"""An index by which the nearest known word is found without measuring every other one."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0016_found_by_town"), ("core", "0004_words_near")]
    operations = [
        migrations.AddIndex(
            "knownword", GinIndex(OpClass("text", name="gin_trgm_ops"), name="known_word_near")
        ),
        migrations.RemoveIndex("knownword", "known_word_nearness"),
    ]
