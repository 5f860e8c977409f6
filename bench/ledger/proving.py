"""How long `check_ledger` takes over a book of this size, check by check."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from django.db import connection

from bench.ledger import book
from marketplace.demo.past import without_bells
from payments.models import Account, AccountSnapshot, Entry
from payments.services import checks, snapshots

MILESTONES, NIGHTS = 20_000, 30
LAST_OF_EACH_NIGHT = """
    SELECT max(id) FROM (SELECT id, ntile(%s) OVER (ORDER BY id) AS night FROM payments_entry) e
    GROUP BY night ORDER BY 1
"""


def measure(entries: int) -> None:
    """Fill this database, take snapshots as of thirty nights, prove it, and print the seconds."""
    with without_bells():
        book.fill(milestones=MILESTONES, entries=entries)
    _take_snapshots()
    began = monotonic()
    for name in checks.CHECKS:
        seconds = _seconds_of(name)
        print(f"{seconds:7.1f} s  {name}", flush=True)  # noqa: T201
    took = monotonic() - began
    print(f"{took:7.1f} s  all, over {Entry.objects.count():,} entries")  # noqa: T201


def _seconds_of(check: str) -> float:
    began = monotonic()
    assert checks.check_one(check) == []
    return monotonic() - began


def _take_snapshots() -> None:
    """As the nights would have, each a thirtieth of the entries further."""
    now = datetime(2026, 11, 10, tzinfo=UTC)
    untracked = list(Account.objects.filter(tracked=False))
    with connection.cursor() as cursor:
        cursor.execute(LAST_OF_EACH_NIGHT, [NIGHTS])
        lasts = [row[0] for row in cursor.fetchall()]
    for night, last in enumerate(lasts):
        for account in untracked:
            snapshots.take_one(account, last, now + timedelta(days=night))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE payments_accountsnapshot")
    assert AccountSnapshot.objects.count() == NIGHTS * len(untracked)
