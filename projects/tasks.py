"""What the clock asks of projects."""

from celery import shared_task
from django.utils import timezone

from projects.services import clock, local, saved_searches, vocabulary


@shared_task(name="projects.run_clock")
def run_clock() -> dict[str, int]:
    """Every minute: do what is due. Idempotent."""
    return clock.run_all(now=timezone.now())


@shared_task(name="projects.learn_words")
def learn_words() -> int:
    """Every hour: count the words that a search knows how to spell. Idempotent."""
    return vocabulary.learn_words()


@shared_task(name="projects.tell_of_new")
def tell_of_new() -> int:
    """When a project opens, and every minute: tell whoever looks for it. Idempotent."""
    return saved_searches.tell_of_new(now=timezone.now())


@shared_task(name="projects.answer_daily")
def answer_daily() -> int:
    """Every ten minutes: the searches that are answered once a day. Idempotent."""
    return saved_searches.answer_daily(now=timezone.now())


@shared_task(name="projects.tell_of_earnings")
def tell_of_earnings() -> int:
    """Every hour: what was earned where, as far as it may be told. Idempotent."""
    return local.tell_of_earnings(now=timezone.now())
