"""Postings, bids and kept searches from before invisible letters were taken out.

What was signed or said to somebody (terms, steps, deliveries, messages) stays as it was.
"""

from django.db import migrations

from core.texts import one_line
from core.tidying import number, tidy


def title(row):
    return "" if row["state"] == "draft" else number(row)


def tidy_work(apps, schema_editor):
    of = lambda name: apps.get_model("projects", name)
    tidy_tags(of("Project"))  # before skill_words, by which they are found
    tidy(
        of("Project"),
        lines=["title"],
        words=["description", "skill_words"],
        otherwise={"title": title},
        beside=["state"],
    )
    tidy(of("ScreeningQuestion"), lines=["text"], otherwise={"text": number})
    tidy(of("SavedSearch"), lines=["name"], otherwise={"name": number})
    tidy(of("Bid"), words=["cover_note"], otherwise={"cover_note": lambda row: "–"})
    tidy(of("Answer"), words=["text"])


def tidy_tags(project):
    """Tags stand among the words of skills too, so that rows to look at are found by these."""
    odd = project.objects.filter(skill_words__regex=r"[^\u0020-\u007e]|^ | $|  ").exclude(tags=[])
    for pk, tags in odd.values_list("pk", "tags").iterator(chunk_size=1000):
        seen = list(dict.fromkeys(text for tag in tags if (text := one_line(tag)[:60].rstrip())))
        if seen != tags:
            project.objects.filter(pk=pk, tags=tags).update(tags=seen)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("projects", "0017_words_near")]
    operations = [migrations.RunPython(tidy_work, migrations.RunPython.noop)]
