"""What the clock asks of accounts."""

from celery import shared_task

from accounts.services import findable


@shared_task(name="accounts.learn_words")
def learn_words() -> int:
    """Every hour: count the words that the search of freelancers can spell. Idempotent."""
    return findable.learn_words()
