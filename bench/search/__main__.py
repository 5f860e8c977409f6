"""Search and pages among 10,000, 100,000 and 1,000,000 projects.

    .venv/bin/python -m bench.search make [--projects 10000,1000000] [--freelancers 100000]
    .venv/bin/python -m bench.search run [--many 25] [--connections 4]
    .venv/bin/python -m bench.search alerts
    .venv/bin/python -m bench.search remove

`make` fills databases in a folder of its own (`--folder`), `run` measures those that are there and
prints the whole report, `alerts` publishes once in the largest and says when 10,000 people were
told, `remove` deletes the folder. `run` ends with 1 where a plan reads a large table whole.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import django

from bench.ledger.server import Server
from bench.search import comparing, places


def main(given: argparse.Namespace) -> None:
    """Do one of them."""
    folder = Path(given.folder)
    if given.what == "remove":
        shutil.rmtree(folder, ignore_errors=True)
        return
    with places.a_server(folder) as server:
        if given.what == "make":
            _migrate(server)
            for size in places.sizes_of(given.projects):
                _make(server, size, given.freelancers)
        elif given.what == "alerts":
            with places.a_valkey(folder) as redis:
                places.apart(server, max(places.known(server)), "tell", redis=redis)
        else:
            _run(server, given)


def _run(server: Server, given: argparse.Namespace) -> None:
    sizes = places.known(server)
    figures = [server.folder / f"figures-{size}.json" for size in sizes]
    for size, file in zip(sizes, figures, strict=True):
        words = (f"--many={given.many}", f"--connections={given.connections}", f"--into={file}")
        places.apart(server, size, "sql", *words)
    found = [json.loads(file.read_text()) for file in figures]
    for said in comparing.compared(found[0], found[-1]):
        print(said)  # noqa: T201
    if any(size["bad plans"] for size in found):
        sys.exit("A plan reads a large table from end to end, or skips rows.")


def _migrate(server: Server) -> None:
    """An empty database that the others begin as."""
    name = places.name_of(0)
    server.run("dropdb", "--if-exists", name)
    server.run("createdb", name)
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=places.environment(server, 0), check=True)  # noqa: S603


def _make(server: Server, size: int, freelancers: int) -> None:
    name = places.name_of(size)
    server.run("dropdb", "--if-exists", name)
    server.run("createdb", "--template=bench0", name)
    places.apart(server, size, "fill", f"--freelancers={freelancers}")


def _inside(given: argparse.Namespace) -> None:
    """A part that runs on one database, in a process of its own."""
    django.setup()
    if given.what == "fill":
        from bench.search import make  # noqa: PLC0415 -- after django.setup()

        people = min(given.freelancers, max(given.size // 10, 1000))
        took = make.fill(projects=given.size, freelancers=people)
        print(f"{given.size:,} projects, {people:,} freelancers: {took:,.0f} s")  # noqa: T201
    elif given.what == "sql":
        from bench.search import sql  # noqa: PLC0415 -- after django.setup()

        figures: dict[str, object] = {}
        for said in sql.report(given.size, given.many, given.connections, figures):
            print(said, flush=True)  # noqa: T201
        Path(given.into).write_text(json.dumps(figures))
    elif given.what == "tell":
        from bench.search import alerts  # noqa: PLC0415 -- after django.setup()

        for said in alerts.report():
            print(said, flush=True)  # noqa: T201


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    words.add_argument("what", choices=["make", "run", "alerts", "remove", "fill", "sql", "tell"])
    words.add_argument("--folder", default="/var/tmp/karya-bench-search")  # noqa: S108
    words.add_argument("--projects", default=",".join(map(str, places.SIZES)))
    words.add_argument("--freelancers", type=int, default=100_000)
    words.add_argument("--many", type=int, default=25, help="searches of each kind")
    words.add_argument("--connections", type=int, default=1, help="that ask at the same time")
    words.add_argument("--into", help=argparse.SUPPRESS)
    words.add_argument("--size", type=int, help=argparse.SUPPRESS)
    return words.parse_args()


if __name__ == "__main__":
    asked = _words()
    if asked.size:
        _inside(asked)
    else:
        main(asked)
