"""How soon ten thousand people hear of a project that fits, and by how many tasks.

Each keeps a search of their own kind: words of the posting, one of its skills, its kind of work.
Tasks run at once in this process after the publishing commit, as one free worker would run them.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from celery.signals import task_prerun
from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Category, Skill, User
from core.search.queries import ready
from core.search.words import read_words
from marketplace.celery import app
from notifications.models import Notification
from notifications.tasks import show_unread
from projects.models import SavedSearch
from projects.services import postings
from projects.services.postings import Posting

RECIPIENTS = 10_000
TITLE = "Karya bench logo batik"
WORDS = ("logo", "batik", "logo batik", "bench", "karya", "desain", "logo -video", '"logo batik"')
# In these databases `search` is an ordinary column.
_WORDS = """
UPDATE projects_project SET search =
  setweight(to_tsvector('karya_id', projects_plain(title)), 'A')
  || setweight(to_tsvector('karya_en', projects_plain(title)), 'A')
  || setweight(to_tsvector('karya_id', projects_plain(description)), 'C')
WHERE id = %s
"""


def report(recipients: int = RECIPIENTS) -> Iterator[str]:
    """Publish once, and say when everybody was told; what was made is taken away again."""
    skill, category = Skill.objects.first(), Category.objects.first()
    assert skill is not None
    assert category is not None
    client = User.objects.filter(handle="bench-1").get()
    people = list(
        User.objects.filter(handle__startswith="bench-", pk__gt=client.pk)
        .order_by("pk")
        .values_list("pk", flat=True)[:recipients]
    )
    last = Notification.objects.aggregate(last=Max("pk"))["last"] or 0
    _keep(people, skill.slug, category.slug)
    try:
        yield from _published(client, skill, category, people, last)
    finally:
        SavedSearch.objects.filter(user__in=people).delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM notifications_notification WHERE id > %s", [last])


def _keep(people: list[int], skill: str, category: str) -> None:
    kinds: list[dict[str, str]] = [{"q": words} for words in WORDS]
    kinds += [{"skill": skill}, {"category": category}, {"q": "logo", "skill": skill}]
    now = datetime.now(UTC) - timedelta(hours=1)
    rows = []
    for at, pk in enumerate(people):
        asked = kinds[at % len(kinds)]
        terms: Any = read_words(asked.get("q", ""))
        rows.append(
            SavedSearch(
                user_id=pk,
                name="Bench",
                address=urlencode(asked),
                words=ready([terms])[0] if terms else None,
                created_at=now,
                told_until=now,
            )
        )
    SavedSearch.objects.bulk_create(rows, batch_size=1000)


def _published(
    client: User, skill: Skill, category: Category, people: list[int], last: int
) -> Iterator[str]:
    posting = Posting(
        title=TITLE, description="Desain logo.", category=category, skills=[skill],
        budget_min_minor=50_000_000, budget_max_minor=90_000_000,
    )  # fmt: skip
    moments: list[tuple[str, float]] = []

    def mark(name: str) -> None:
        moments.append((name, time.monotonic()))

    def note(task: Any, **_signal: Any) -> None:
        mark(task.name)

    app.conf.task_always_eager = True
    task_prerun.connect(note)
    draft = postings.create_draft(by=client, posting=posting, now=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [draft.pk])
    with transaction.atomic():
        transaction.on_commit(lambda: mark("commit"))
        postings.publish_project(project=draft, by=client, now=datetime.now(UTC))
    mark("all done")
    commit = dict(moments)["commit"]
    told = Notification.objects.filter(pk__gt=last, kind="search_matched").count()
    after = {name: at - commit for name, at in moments if at >= commit}
    written = after.get("notifications.carry_news", 0.0)
    tasks = [name for name, _at in moments if "." in name]
    yield f"alerts: {told:,} people told {written:.2f} s after the publishing commit"
    yield f"  bells of open tabs, by themselves: {_seconds_of_bells(people):.2f} s"
    yield f"  the first thousand letters handed over after {after['all done']:.2f} s"
    yield f"  tasks: {len(tasks)} ({', '.join(tasks)})"


def _seconds_of_bells(people: list[int]) -> float:
    begun = time.monotonic()
    show_unread(people)
    return time.monotonic() - begun
