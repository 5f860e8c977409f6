"""Work on rows whose time has come, one short transaction each, beside other workers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog
from django.db import connection, models, transaction

from core.errors import DomainError

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
log = structlog.get_logger(__name__)


def sweep(due: models.QuerySet[M], act: Callable[[M], object], *, most: int = 500) -> int:
    """Act on each due row that no other sweep is working on; return how many were done.

    The claim is an advisory lock of the transaction, so that the service is free to lock rows in
    the one order of locks. A refusal (DomainError) leaves its row as it was and stops no other.
    """
    table, done = due.model._meta.db_table, 0
    for pk in list(due.values_list("pk", flat=True)[:most]):
        try:
            with transaction.atomic():
                if not _claim(table, pk):
                    continue
                row = due.filter(pk=pk).first()
                if row is not None:
                    act(row)
                    done += 1
        except DomainError as error:
            log.info("sweep refused", table=table, pk=pk, why=str(error.message))
    return done


def while_moving(due: Iterable[T]) -> Iterator[T]:
    """Hand out what is due, one by one, until somebody stands still.

    For sweeps that ask others over the network and so hold no transaction. What began to exist
    while all stand still is never handed out: the question comes after the row was read.
    """
    for one in due:
        if _all_stand_still():
            return
        yield one


@contextmanager
def standing_still() -> Iterator[None]:
    """No sweep of any process acts meanwhile: for work that is dated in the past, such as a demo.

    Held by this connection, so that it ends with the process whatever happens.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('sweeps', 0))")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended('sweeps', 0))")


def _all_stand_still() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_xact_lock_shared(hashtextextended('sweeps', 0))")
        return bool(cursor.fetchone()[0])


def _claim(table: str, pk: int) -> bool:
    """Take the row for this transaction, unless another sweep has it or all stand still."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock_shared(hashtextextended('sweeps', 0))"
            " AND pg_try_advisory_xact_lock(hashtextextended(%s, %s))",
            [table, pk],
        )
        return bool(cursor.fetchone()[0])
