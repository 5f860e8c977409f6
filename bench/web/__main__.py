"""Pages of Karya beside bare views of the same rows, over HTTP.

    .venv/bin/python -m bench.search make --projects 100000,1000000
    .venv/bin/python -m bench.web [--size 100000] [--seconds 4] [--rounds 5]
    .venv/bin/python -m bench.web weigh [--size 100000]

Two servers with two workers each, as in production, share one database; wrk asks them in turns
with 16 connections, and medians are divided. `--oscar DIR/bin/python` puts django-oscar's catalogue
beside them, `--pretix DIR/bin/python` pretix's index. `weigh` opens the list in Chromium on a slow
line.
"""

import argparse
import os
import sys
from pathlib import Path

from bench.search import places
from bench.web import servers


def main(given: argparse.Namespace) -> None:
    """Start the servers, and print one of the reports."""
    with (
        places.a_server(Path(given.folder)) as server,
        servers.running(server, given.size, given.port, _others(given)) as webs,
    ):
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
        import django  # noqa: PLC0415 -- the environment names the database only now

        django.setup()
        if given.what == "weigh":
            from bench.web import weight  # noqa: PLC0415

            said = weight.report(webs["karya"])
        else:
            from bench.web import pages  # noqa: PLC0415

            said = pages.report(webs, seconds=given.seconds, rounds=given.rounds)
        for line in said:
            print(line, flush=True)  # noqa: T201


def _others(given: argparse.Namespace) -> dict[str, str]:
    return {name: getattr(given, name) for name in servers.OTHERS if getattr(given, name)}


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="bench.web", description=__doc__)
    words.add_argument("what", choices=["pages", "weigh"], nargs="?", default="pages")
    words.add_argument("--folder", default="/var/tmp/karya-bench-search")  # noqa: S108
    words.add_argument("--size", type=int, default=100_000)
    for name in servers.OTHERS:
        words.add_argument(f"--{name}", metavar="PYTHON", help=f"with requirements-{name}.txt")
    words.add_argument("--port", type=int, default=8760)
    words.add_argument("--seconds", type=int, default=4)
    words.add_argument("--rounds", type=int, default=5)
    return words.parse_args()


if __name__ == "__main__":
    try:
        main(_words())
    except RuntimeError as error:
        sys.exit(str(error))
