"""What the clock asks of messaging."""

from celery import shared_task
from django.utils import timezone

from messaging import answers


@shared_task(name="messaging.count_answers")
def count_answers() -> int:
    """Every six hours: how fast freelancers answer. Idempotent."""
    return answers.count_answers(now=timezone.now())
