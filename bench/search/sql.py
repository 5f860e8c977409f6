"""What the SQL of a search costs: every statement of `find_projects`, timed where it is asked.

The searches are thrown by Zipf's law, as the texts were: words frequent, rare and absent, skills,
regions, pages further on. Nothing is asked twice in the same words on purpose.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.db import connection

from bench.search import make
from projects.search import find_projects, read_search

MANY = 200
WORST = re.compile(
    r"Seq Scan on (projects_project|projects_project_skills|projects_openskill|projects_opening"
    r"|accounts_user|accounts_clientprofile)\b"
)


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


def seconds_of(query: Mapping[str, str]) -> float:
    """Of the SQL of one search."""
    with asked() as notes:
        find_projects(read_search(query), datetime.now(UTC))
    return notes.seconds


def report(size: int, many: int) -> Iterator[str]:
    """Every kind of search on this database, and the plans that read a table from end to end.

    Warm: each search is asked twice and the second counts. Beside the milliseconds of the clock
    stands the mean of the processor's, of this connection's Postgres: others cannot lengthen it.
    """
    yield f"{size:,} projects; SQL of a search in milliseconds"
    kinds = searches(many=many)
    for name, queries in kinds.items():
        for query in queries:
            seconds_of(query)
        begun = _processor()
        taken = [seconds_of(query) * 1000 for query in queries]
        effort = (_processor() - begun) / len(queries) * 1000
        yield f"{line(name, taken)}  CPU {effort:6.2f} on average"
    bad = bad_plans({name: queries[:5] for name, queries in kinds.items()})
    yield f"  plans that read a large table from end to end, or skip rows: {len(bad)}"
    yield from bad[:3]


def _processor() -> float:
    """Seconds that the Postgres of this connection has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def bad_plans(queries: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    """Statements that read a large table from end to end, or skip rows by counting them."""
    found = []
    for name, of_kind in queries.items():
        for query in of_kind[:20]:
            with asked() as notes:
                find_projects(read_search(query), datetime.now(UTC))
            for sql, params in notes.statements:
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN " + sql, params)
                    plan = "\n".join(line for (line,) in cursor.fetchall())
                if WORST.search(plan) or " OFFSET " in sql:
                    found.append(f"{name} {query}: {plan}")
    return found


def percentile(taken: Sequence[float], part: float) -> float:
    """The time that this part of all stays below."""
    return sorted(taken)[min(int(len(taken) * part), len(taken) - 1)]


def line(name: str, taken: Sequence[float]) -> str:
    """p50, p99 and the worst, in milliseconds."""
    return (
        f"  {name:16} p50 {statistics.median(taken):7.2f}  p99 {percentile(taken, 0.99):7.2f}"
        f"  worst {max(taken):7.2f} ms  ({len(taken)})"
    )
