"""How receivers tell: a row within the publisher's transaction, a bell after its commit."""

from collections.abc import Iterable

import structlog
from celery.exceptions import OperationalError
from django.db import connection, transaction
from django.utils import timezone

from notifications import tasks
from notifications.services import news

log = structlog.get_logger(__name__)


class Bell:
    """Rung once after the commit for everybody who was told in the transaction."""

    def __init__(self) -> None:
        self.user_ids: set[int] = set()
        self.__qualname__ = type(self).__name__  # by which Django logs a hook that failed

    def __call__(self) -> None:
        try:
            tasks.carry_news.delay(sorted(self.user_ids))
        except OperationalError as error:
            log.warning("bell not rung, the sweep will find the news", why=str(error))


def tell(
    kind: str,
    to: Iterable[int | None],
    *,
    about: str,
    page_arg: object = "",
    but: int | None = None,
    **args: object,
) -> None:
    """Tell these people, except who did it. If the bell is lost, the sweep finds the rows."""
    recipients = {pk for pk in to if pk is not None} - {but}
    if not recipients:
        return
    told = news.tell(
        recipients=recipients,
        kind=kind,
        about=about,
        page_arg=page_arg,
        args=args,
        now=timezone.now(),  # noqa: TID251 -- the edge of the app: an event has no clock
    )
    ring(told)


def ring(user_ids: Iterable[int]) -> None:
    """Ring after the commit, once a transaction."""
    for entry in connection.run_on_commit:
        if isinstance(entry[1], Bell):
            entry[1].user_ids.update(user_ids)
            return
    bell = Bell()
    bell.user_ids.update(user_ids)
    transaction.on_commit(bell, robust=True)
