"""The book beside pgbench's TPC-B at eight clients, in interleaved slices on one Postgres.

    .venv/bin/python -m bench.ledger [--rounds 5] [--seconds 4] [--large 10000000] [--slow-commit]
        [--hordak PYTHON]

Starts a durable Postgres of its own on local disk and leaves nothing behind. What counts are the
ratios; the rates of a shared machine mean little. `--slow-commit` makes each commit wait a
millisecond, as a disk in the network does. `--hordak` names a Python that has
`requirements-hordak.txt`, and compares with django-hordak. `--prove` times `check_ledger` instead.
"""

import argparse
import os
import subprocess
import sys

import django

from bench.ledger.server import SLOW_COMMIT, Server, a_server

SMALL = 10_000


def main(given: argparse.Namespace) -> None:
    """Make the server and the databases; measure each size in a process of its own."""
    with a_server(settings=SLOW_COMMIT if given.slow_commit else {}) as server:
        if given.prove:
            server.run("createdb", "book")
            _measure_apart(server, "book", given.large, given)
            return
        server.run("createdb", "tpcb")
        server.run("pgbench", "-i", "-q", "-s", "50", "tpcb")
        if given.hordak:
            server.run("createdb", "hordak")
        for entries in sorted({SMALL, max(given.large, SMALL)}):
            database = f"book{entries}"
            server.run("createdb", database)
            _measure_apart(server, database, entries, given)


def _measure_apart(server: Server, database: str, entries: int, given: argparse.Namespace) -> None:
    """Django knows one database; DEBUG would keep every query."""
    words = [f"--rounds={given.rounds}", f"--seconds={given.seconds}", f"--entries={entries}"]
    environment = os.environ | server.environment | {
        "DATABASE_URL": server.address_of(database),
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "DEBUG": "false",
        "SANDBOX_ALLOWED": "true",
        "SECRET_KEY": "bench",
    }  # fmt: skip
    words += ["--prove"] if given.prove else []
    if given.hordak and entries == SMALL:
        words += [f"--hordak={given.hordak}", f"--hordak-url={server.address_of('hordak')}"]
    command = [sys.executable, "-m", "bench.ledger", *words]
    subprocess.run(command, env=environment, check=True)  # noqa: S603


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="bench.ledger")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=4)
    words.add_argument("--large", type=int, default=10_000_000)
    words.add_argument("--slow-commit", action="store_true")
    words.add_argument("--prove", action="store_true", help="time check_ledger, and nothing else")
    words.add_argument("--hordak", help="a Python that has requirements-hordak.txt")
    words.add_argument("--hordak-url", help=argparse.SUPPRESS)
    words.add_argument("--entries", type=int, help=argparse.SUPPRESS)
    return words.parse_args()


if __name__ == "__main__":
    asked = _words()
    if asked.entries:
        django.setup()
        from bench.ledger import measure, proving

        if asked.prove:
            proving.measure(asked.entries)
        else:
            other = (asked.hordak, asked.hordak_url) if asked.hordak else None
            measure.measure(asked.entries, asked.rounds, asked.seconds, other)
    else:
        main(asked)
