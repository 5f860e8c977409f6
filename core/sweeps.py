"""Work on rows whose time has come, one short transaction each, beside other workers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog
from django.db import connection, models, transaction

from core.errors import DomainError
from core.failures import Failures

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
log = structlog.get_logger(__name__)


def sweep(due: models.QuerySet[M], act: Callable[[M], object], *, most: int = 500) -> int:
    """Act on each due row that no other sweep is working on; return how many were done.

    The claim is an advisory lock of the transaction, so that the service is free to lock rows in
    the one order of locks. A refusal (DomainError) leaves its row as it was; any other error does
    too, and rises after the last row. Neither stops the rest, nor counts among the `most` done:
    rows that are refused for ever keep nobody from their turn.
    """
    failures, seen, done = Failures(due.model._meta.db_table), list[int](), 0
    while wanted := most - done:
        pks = list(due.exclude(pk__in=seen).values_list("pk", flat=True)[:wanted])
        for pk in pks:
            with failures.aside(pk=pk):
                done += _work_on(due, pk, act)
        seen += pks
        if len(pks) < wanted:
            break
    failures.rise()
    return done


def each(due: Iterable[T], act: Callable[[T], object], *, what: str) -> None:
    """Act on one after the other while anybody moves; errors rise after the last.

    For what asks others over the network and so holds no transaction.
    """
    failures = Failures(what)
    for one in while_moving(due):
        with failures.aside(one=str(one)):
            act(one)
    failures.rise()


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


def _work_on(due: models.QuerySet[M], pk: int, act: Callable[[M], object]) -> bool:
    table = due.model._meta.db_table
    try:
        with transaction.atomic():
            row = due.filter(pk=pk).first() if _claim(table, pk) else None
            if row is not None:
                act(row)
    except DomainError as error:
        log.info("sweep refused", table=table, pk=pk, why=str(error.message))
        return False
    return row is not None


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
