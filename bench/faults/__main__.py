"""The fault suite: real workers, killed at each step of money, and nothing is lost or done twice.

    script/faults [--kills 200] [--seed 1]

Starts a Postgres, a Valkey and a web server of its own, lets people pay, release, refund and
withdraw through the practice bank, and kills the worker again and again. Ends with 1 where
anything is unfinished, the bank and the book differ, or the book does not prove.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.core.management import call_command

from bench.faults.clock import hurry
from bench.faults.servers import servers
from bench.faults.worker import REPORT, STOP
from marketplace.embedded.postgres import QUICK

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).parents[2]
LONGEST = 300  # seconds to finish everything after the last kill


class _Web(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass


def main(given: argparse.Namespace) -> int:
    """Run it all; the exit code."""
    with servers(QUICK) as (folder, _postgres), _web():
        django.setup()
        hurry()
        call_command("migrate", verbosity=0)
        call_command("load_reference", stdout=StringIO())
        words = [str(folder), str(given.kills), str(given.seed)]
        worker = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.faults.worker", *words], cwd=ROOT
        )
        try:
            return _drive(folder, worker, given)
        finally:
            (folder / STOP).touch()
            worker.wait(timeout=60)


def _drive(folder: Path, worker: "subprocess.Popen[bytes]", given: argparse.Namespace) -> int:
    from bench.faults.people import Crowd  # noqa: PLC0415 -- after Django is set up
    from bench.faults.proof import differences, killed  # noqa: PLC0415

    crowd, begun, last = Crowd(given.seed), time.monotonic(), None
    while worker.poll() is None:
        kills = killed(folder / REPORT).total()
        left = crowd.act(may_begin=kills < given.kills)
        crowd.ring()
        if kills >= given.kills:
            last = last or time.monotonic()
            if not left or time.monotonic() - last > LONGEST:
                break
        time.sleep(0.3)
    found = crowd.unfinished() + differences()
    for point, many in sorted(killed(folder / REPORT).items()):
        print(f"{many:5} × {point}")  # noqa: T201
    print(  # noqa: T201
        f"{killed(folder / REPORT).total()} kills in {time.monotonic() - begun:.0f} s, "
        f"{len(crowd.wanted)} payments: {len(found)} faults"
    )
    for line in found:
        print(f"  {line}")  # noqa: T201
    return 1 if found or worker.poll() is not None else 0


@contextmanager
def _web() -> Iterator[None]:
    """Where the bank's notifications arrive; the address is known before Django is set up."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        from marketplace.wsgi import application  # noqa: PLC0415 -- after Django is set up

        return application(environ, start_response)

    with make_server("127.0.0.1", 0, answer, _Web, _Quiet) as server:
        os.environ["SITE_URL"] = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="bench.faults")
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=1)
    sys.exit(main(words.parse_args()))
