"""Telling people, a little later."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from core.live import ring_all
from notifications.selectors import unread_counts
from notifications.services.letters import A_BATCH, send_due
from notifications.services.unreached import report_unreached as report

_MOST_BATCHES = 20


@shared_task(name="notifications.carry_news")
def carry_news(user_ids: Sequence[int]) -> None:
    """After the commit: the number at everybody's bell, then the letters that are due."""
    show_unread(user_ids)
    send_letters()


@shared_task(name="notifications.show_unread")
def show_unread(user_ids: Sequence[int]) -> None:
    """Put the present number at the bell of each open tab of these people."""
    ring_all(
        [
            (user_id, event, data)
            for user_id, many in unread_counts(user_ids).items()
            for event, data in (("unread", many), ("refresh", {}))
        ]
    )


@shared_task(name="notifications.send_letters")
def send_letters() -> int:
    """Every minute, and whenever there is news: send what is due, in batches. Idempotent."""
    sent = 0
    for _batch in range(_MOST_BATCHES):
        worked_on = send_due(now=timezone.now())
        sent += worked_on
        if worked_on < A_BATCH:
            break
    return sent


@shared_task(name="notifications.report_unreached")
def report_unreached() -> int:
    """Every hour: what the clock could not approve, because its client was never told."""
    return report(now=timezone.now())
