"""Projects, people and words by the million, made inside Postgres.

Words follow Zipf's law: the word at rank r is written 1/r as often as the first. Texts are drawn
from a pool of `POOL` titles and `POOL` descriptions, each stemmed once by Karya's own
configurations, so that a million rows take minutes: the column `search` is an ordinary one here.
"""

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import accumulate
from pathlib import Path

from django.db import connection

from core.search import words

POOL = 20_000
SKILLS = 600
VOCABULARY = 20_000
OPEN = 0.04
_OPENINGS = import_module("projects.migrations.0012_openings")  # no trigger sees what is made here
_IN_ORDER = import_module("projects.migrations.0019_skills_in_order")
_SQL = Path(__file__).with_name("make.sql")
_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "du",
    "ga",
    "gi",
    "go",
    "ka",
    "ke",
    "ki",
    "ko",
    "ku",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "mu",
    "na",
    "ne",
    "ni",
    "no",
    "nu",
    "pa",
    "pe",
    "pi",
    "po",
    "pu",
    "ra",
    "re",
    "ri",
    "ro",
    "ru",
    "sa",
    "se",
    "si",
    "so",
    "su",
    "ta",
    "te",
    "ti",
    "to",
    "tu",
    "wa",
    "wi",
    "ya",
    "yu",
]
_ENDS = ("", "", "kan", "an", "nya", "ing", "er", "s", "tion", "ed")


def fill(*, projects: int, freelancers: int) -> float:
    """Fill the empty, migrated database of this process; answer the seconds it took."""
    begun = time.monotonic()
    with connection.cursor() as cursor, _without_indexes():
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute("CREATE TEMP TABLE vocabulary (rank int PRIMARY KEY, word text)")
        cursor.execute(
            "INSERT INTO vocabulary SELECT ordinality, word FROM"
            " json_array_elements_text(%s::json) WITH ORDINALITY AS w(word)",
            [json.dumps(vocabulary())],
        )
        cursor.execute(
            "CREATE TEMP TABLE written AS SELECT ordinality AS n, left(initcap(text->>0), 120)"
            " AS title, text->>1 AS description"
            " FROM json_array_elements(%s::json) WITH ORDINALITY AS t(text)",
            [json.dumps(texts())],
        )
        size = {"projects": projects, "freelancers": freelancers, "clients": freelancers // 10}
        for statement in _SQL.read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement, size | {"pool": POOL, "skills": SKILLS, "open": OPEN})
        cursor.execute(f"{_OPENINGS.ROWS} ORDER BY p.published_at, p.id")
        cursor.execute(_IN_ORDER.FILL)
        cursor.execute("RESET session_replication_role")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("VACUUM")
    return time.monotonic() - begun


def vocabulary() -> list[str]:
    """Words of both languages by their rank: those of the synonyms first, then made-up ones."""
    dice = random.Random(42)  # noqa: S311 -- the same each time
    known = [word for word in words.synonyms() if word.isalpha()]
    dice.shuffle(known)
    made: dict[str, None] = dict.fromkeys(known)
    while len(made) < VOCABULARY:
        stem = "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 3, 3, 4))))
        made[stem + dice.choice(_ENDS)] = None
    return list(made)[:VOCABULARY]


def texts() -> list[tuple[str, str]]:
    """Titles of five words and descriptions of forty, drawn by Zipf's law."""
    dice, known = random.Random(7), vocabulary()  # noqa: S311
    weights = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))

    def said(many: int) -> str:
        return " ".join(dice.choices(known, cum_weights=weights, k=many))

    return [(said(5), said(40)) for _each in range(POOL)]


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Indexes of the large tables are made when the rows are there, as a restore does it."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET max_parallel_maintenance_workers = 2")
        cursor.execute("ALTER TABLE projects_project ALTER COLUMN search DROP EXPRESSION")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid IN ('projects_project'::regclass,"
            " 'projects_project_skills'::regclass, 'projects_opening'::regclass)"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
