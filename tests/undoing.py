"""Trying several things from where one stands, each as if the others had never been."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from payments.services import checks


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is held against the book and every deferred rule, and then taken back."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        assert checks.check_ledger() == []
        transaction.set_rollback(True)
