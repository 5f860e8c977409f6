"""Postgres dies of SIGKILL under load: every release that was acknowledged is there afterwards.

.venv/bin/python -m bench.faults.database [--releases 60]
"""

import argparse
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection

from bench.faults.servers import servers
from marketplace.embedded.postgres import start_postgres
from marketplace.embedded.processes import Child

if TYPE_CHECKING:
    from bench.faults.held import Held

CLIENTS = 4
NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


def main(releases: int) -> int:
    """Release, kill after a third, start again, compare, finish; the exit code."""
    with servers({}) as (folder, postgres):  # durable, as in production
        django.setup()
        call_command("migrate", verbosity=0)
        from bench.faults.held import Held  # noqa: PLC0415 -- after Django is set up

        held = Held(releases, now=NOW)
        acknowledged = _release_until_killed(held, postgres, releases // 3)
        again, _url = start_postgres(folder, dict(os.environ), settings={})
        try:
            found = held.lost(acknowledged)
            for pk in held.ids:
                held.release(pk)
            found += held.unfinished()
        finally:
            again.stop()
    print(  # noqa: T201
        f"Postgres killed after {len(acknowledged)} of {releases} releases: {len(found)} faults"
    )
    for line in found:
        print(f"  {line}")  # noqa: T201
    return 1 if found else 0


def _release_until_killed(held: "Held", postgres: Child, enough: int) -> list[int]:
    """Many release at once; after so many answers Postgres is killed. The ids that were told."""
    acknowledged: list[int] = []
    is_enough = threading.Event()

    def release(pk: int) -> None:
        with suppress(DatabaseError, InterfaceError):
            held.release(pk)
            acknowledged.append(pk)
            if len(acknowledged) >= enough:
                is_enough.set()
        connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        clients.map(release, held.ids)
        is_enough.wait(60)
        os.killpg(postgres.pid, signal.SIGKILL)
    connection.close()
    return acknowledged


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="bench.faults.database")
    words.add_argument("--releases", type=int, default=60)
    sys.exit(main(words.parse_args().releases))
