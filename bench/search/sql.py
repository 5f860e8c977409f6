"""What the SQL of a search costs: every statement of `find_projects`, timed where it is asked.

The searches are thrown by Zipf's law, as the texts were: words frequent, rare and absent, skills,
regions, pages further on. Nothing is asked twice in the same words on purpose.
"""

import logging
import random
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import psycopg2
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from accounts.search import find_freelancers
from accounts.search import read_search as read_people
from bench.search import make
from projects.models import Project
from projects.search import find_projects, read_search
from projects.search.archive import find_ended, read_archive

MANY = 200
LARGE = 20_000  # rows; below, Postgres does well to read a table of a few pages whole
WHOLE = re.compile(r"Seq Scan on (\w+)")
Call = Callable[[], object]
Statements = list[tuple[str, Any]]
_READS = ("SELE", "WITH")


@dataclass
class Asked:
    """The statements that were asked, and how long each took."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begun
            self.statements.append((sql, params))


@contextmanager
def asked() -> Iterator[Asked]:
    """Every statement inside."""
    notes = Asked()
    with connection.execute_wrapper(notes):
        yield notes


def searches(seed: int = 1, many: int = MANY) -> dict[str, list[dict[str, str]]]:
    """The kinds of searches, each with many that differ."""
    dice, known = random.Random(seed), make.vocabulary()  # noqa: S311

    def word(low: float = 0.0, high: float = 1.0) -> str:
        return known[int(len(known) ** dice.uniform(low, high)) - 1]

    def skill() -> str:
        return f"bench-{min(int((make.SKILLS + 1) ** dice.random()), make.SKILLS)}"

    kinds: dict[str, Callable[[], dict[str, str]]] = {
        "list": dict,
        "skill": lambda: {"skill": skill()},
        "region": lambda: {"region": f"b{dice.randint(1, 38)}"},
        "budget order": lambda: {"order": "budget", "place": dice.choice(["remote", ""])},
        "a word": lambda: {"q": word()},
        "two words": lambda: {"q": f"{word()} {word()}"},
        "a word, newest": lambda: {"q": word(), "order": "newest"},
        "word and skill": lambda: {"q": word(0, 0.6), "skill": skill()},
        "a rare word": lambda: {"q": word(0.85)},
        "absent": lambda: {"q": word(0.5) + "xq"},
    }
    found = {name: [one() for _each in range(many)] for name, one in kinds.items()}
    return found | {"next pages": _further_on([*found["skill"][: many // 4], {}])}


def _further_on(first: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    pages: list[dict[str, str]] = []
    for asked_for in first:
        query = asked_for
        for _page in range(4):
            query = dict(
                parse_qsl(find_projects(read_search(query), datetime.now(UTC)).next_query[1:])
            )
            if not query:
                break
            pages.append(query)
    return pages


def report(size: int, many: int, connections: int, figures: dict[str, Any]) -> Iterator[str]:
    """Every kind of search on this database, and the plans that read a table from end to end.

    Warm: each search is asked twice and the second counts. Beside the milliseconds of the clock
    stands the mean of the processor's, of this connection's Postgres: others cannot lengthen it
    but by what they take of the caches. `figures` gets the numbers.
    """
    yield f"{size:,} projects; SQL of a search in milliseconds"
    figures |= {"projects": size, "kinds": {}}
    kinds: dict[str, list[Call]] = {
        name: [partial(find, query) for query in queries]
        for name, queries in searches(many=many).items()
    }
    of_open = [*kinds]
    kinds |= archive(many)
    kinds |= people(max(many // 5, 3))
    kinds["project page"] = _pages(many)
    heard: list[Statements] = []
    mixed: dict[str, list[Statements]] = {"open": [], "archive too": []}
    for name, calls in kinds.items():
        statements = [_statements_of(call) for call in calls]
        heard += statements
        mixed["open"] += statements if name in of_open else []
        mixed["archive too"] += statements if not name.startswith("people") else []
        begun = _processor()
        taken = [seconds_of(call) * 1000 for call in calls]
        effort = (_processor() - begun) / len(calls) * 1000
        figures["kinds"][name] = {"p50": statistics.median(taken), "cpu": effort}
        yield f"{line(name, taken)}  CPU {effort:6.2f} on average"
    if connections > 1:
        for name, of_kinds in mixed.items():
            yield together(name, of_kinds, connections)
    bad = bad_plans(heard)
    figures["bad plans"] = len(bad)
    yield f"  plans that read a large table from end to end, or skip rows: {len(bad)}"
    yield from bad[:3]


def people(many: int, seed: int = 2) -> dict[str, list[Call]]:
    """Searches of freelancers."""
    dice, known = random.Random(seed), make.vocabulary()  # noqa: S311

    def word() -> str:
        return known[int(len(known) ** dice.random()) - 1]

    def skill() -> str:
        return f"bench-{min(int((make.SKILLS + 1) ** dice.random()), make.SKILLS)}"

    kinds: dict[str, Callable[[], dict[str, str]]] = {
        "people": dict,
        "people, skill": lambda: {"skill": skill()},
        "people, region": lambda: {"region": f"b{dice.randint(1, 38)}"},
        "people, word": lambda: {"q": word()},
        "people, rating": lambda: {"order": "rating", "skill": skill()},
    }
    return {
        name: [partial(look_for_people, one()) for _i in range(many)] for name, one in kinds.items()
    }


def archive(many: int, seed: int = 3) -> dict[str, list[Call]]:
    """Searches of ended projects, with words from the most frequent to none that there is."""
    dice, known = random.Random(seed), make.vocabulary()  # noqa: S311

    def word(low: float = 0.0, high: float = 1.0) -> str:
        return known[int(len(known) ** dice.uniform(low, high)) - 1]

    kinds: dict[str, Callable[[], dict[str, str]]] = {
        "archive": dict,
        "archive, word": lambda: {"q": word()},
        "archive, rare": lambda: {"q": word(0.85)},
        "archive, middle": lambda: {"q": word(0.5, 0.75)},
        "archive, two": lambda: {"q": f"{word()} {word()}"},
        "archive, absent": lambda: {"q": word(0.5) + "xq"},
        "archive, kind": lambda: {"category": f"bench-{dice.randint(1, 20)}", "q": word()},
        "archive, region": lambda: {"region": f"b{dice.randint(1, 38)}"},
        "archive, region+": lambda: {"region": f"b{dice.randint(1, 38)}", "q": word()},
    }
    asked_for = {name: [one() for _each in range(many)] for name, one in kinds.items()}
    asked_for["archive, next"] = _further_back(asked_for["archive, word"])
    return {
        name: [partial(find_in_archive, query) for query in queries]
        for name, queries in asked_for.items()
    }


def _further_back(first: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    pages = [find_ended(read_archive(query), datetime.now(UTC)).next_query for query in first]
    return [dict(parse_qsl(page[1:])) for page in pages if page] or [{}]


def find_in_archive(query: Mapping[str, str]) -> object:
    """One search of ended projects."""
    return find_ended(read_archive(query), datetime.now(UTC))


def find(query: Mapping[str, str]) -> object:
    """One search of projects."""
    return find_projects(read_search(query), datetime.now(UTC))


def look_for_people(query: Mapping[str, str]) -> object:
    """One search of freelancers."""
    return find_freelancers(read_people(query), datetime.now(UTC))


_UNCOLLECTED = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _pages(many: int) -> list[Call]:
    logging.disable(logging.INFO)
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    found = Project.objects.filter(state="open").order_by("-pk").values_list("pk", flat=True)

    def visit(pk: int) -> None:
        with override_settings(STORAGES=settings.STORAGES | {"staticfiles": _UNCOLLECTED}):
            answer = client.get(f"/projects/{pk}/")
        assert answer.status_code == 200, answer.status_code

    return [partial(visit, pk) for pk in found[:many]]


def _statements_of(call: Call) -> Statements:
    with asked() as notes:
        call()
    return [(sql, params) for sql, params in notes.statements if sql.lstrip()[:4] in _READS]


def seconds_of(call: Call) -> float:
    """Of all SQL of a search."""
    with asked() as notes:
        call()
    return notes.seconds


def together(name: str, heard: Sequence[Statements], connections: int) -> str:
    """The statements of every search once more, by several connections at the same time."""
    address = _plain(connection.get_connection_params())
    order = list(range(len(heard)))
    taken: list[float] = []

    def ask(part: int) -> None:
        with closing(psycopg2.connect(**address)) as own, own.cursor() as cursor:
            mine = order[:]
            random.Random(part).shuffle(mine)  # noqa: S311
            for at in mine:
                begun = time.perf_counter()
                for sql, params in heard[at]:
                    cursor.execute(sql, params)
                    cursor.fetchall()
                taken.append((time.perf_counter() - begun) * 1000)

    asking = [threading.Thread(target=ask, args=(part,)) for part in range(connections)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return line(f"{connections}, {name}", taken)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in ("dbname", "user", "host", "port") if name in params}


def _processor() -> float:
    """Seconds that the Postgres of this connection has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def bad_plans(heard: Sequence[Statements]) -> list[str]:
    """Statements that read a large table from end to end, or skip rows by counting them."""
    found: dict[str, str] = {}
    large = large_tables()
    for sql, params in (statement for statements in heard for statement in statements):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql, params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        if not large.isdisjoint(WHOLE.findall(plan)) or " OFFSET " in sql:
            found.setdefault(sql, f"{sql[:200]} {params}: {plan}")
    return [*found.values()]


def large_tables() -> set[str]:
    """Those of more rows than should be read for one page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE]
        )
        return {name for (name,) in cursor.fetchall()}


def percentile(taken: Sequence[float], part: float) -> float:
    """The time that this part of all stays below."""
    return sorted(taken)[min(int(len(taken) * part), len(taken) - 1)]


def line(name: str, taken: Sequence[float]) -> str:
    """p50, p99 and the worst, in milliseconds."""
    return (
        f"  {name:16} p50 {statistics.median(taken):7.2f}  p99 {percentile(taken, 0.99):7.2f}"
        f"  worst {max(taken):7.2f} ms  ({len(taken)})"
    )
