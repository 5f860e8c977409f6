"""What the clock asks of accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.services import findable, security


@shared_task(name="accounts.learn_words")
def learn_words() -> int:
    """Every hour: count the words that the search of freelancers can spell. Idempotent."""
    return findable.learn_words()


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> int:
    """Every night: forget sessions that are over. Idempotent."""
    return security.clear_sessions(now=timezone.now())
