"""The demo's past: its news belong to their own time, and no letters or bells go out for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from marketplace.celery import app
from marketplace.demo.people import DOMAIN
from notifications.models import Notification
from notifications.states import EmailState

_SEEN_AFTER = timedelta(days=3)


class Past:
    """Puts the news that came since `started` where they belong; events have no clock."""

    def __init__(self, *, started: datetime) -> None:
        self._started = started

    def happened(self, at: datetime) -> None:
        """What was just done was done at that time; news of some days ago were read."""
        news = Notification.objects.filter(
            recipient__email__endswith=f"@{DOMAIN}", created_at__gte=self._started
        )
        was_seen = self._started - at > _SEEN_AFTER
        news.update(
            created_at=min(at, self._started - timedelta(seconds=1)),
            email_state=EmailState.SKIPPED,
            read_at=at + timedelta(hours=1) if was_seen else None,
        )


@contextmanager
def without_bells() -> Iterator[None]:
    """Tasks rung in here go nowhere: the beat's sweeps find whatever rows still want work.

    So the demo needs no broker, and no worker runs after events of weeks ago.
    """
    app.send_task = _ring_nowhere
    try:
        yield
    finally:
        del app.send_task  # the method of the class is there again


def _ring_nowhere(*_args: Any, **_kwargs: Any) -> None:
    """Stands in for the broker."""
