"""What the clock asks of projects."""

from celery import shared_task
from django.utils import timezone

from projects.services import clock, vocabulary


@shared_task(name="projects.run_clock")
def run_clock() -> dict[str, int]:
    """Every minute: do what is due. Idempotent."""
    return clock.run_all(now=timezone.now())


@shared_task(name="projects.learn_words")
def learn_words() -> int:
    """Every hour: count the words that a search knows how to spell. Idempotent."""
    return vocabulary.learn_words()
