"""From a row to a posting, with a note for everything that could not be read."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from accounts.models import User
from marketplace.loading.budgets import Budget, Unreadable, read_budget
from marketplace.loading.rows import Row
from marketplace.loading.skills import Found, Taxonomy, cut, without_pictures
from projects.models.postings import Kind, Level, PostingLanguage
from projects.services.imports import Imported
from projects.services.postings import Posting

LONGEST_TITLE, LONGEST_DESCRIPTION = 120, 10_000
_KINDS = {
    Kind.FIXED: r"fixed|tetap|borongan|project|proyek|lump",
    Kind.HOURLY: r"hour|\bjam\b|\btime\b",
}
_LEVELS = {
    Level.ENTRY: r"entry|beginner|junior|pemula|basic|newbie|fresh",
    Level.INTERMEDIATE: r"intermediate|medium|middle|mid\b|menengah|some",
    Level.EXPERT: r"expert|senior|advanced|ahli|mahir|professional",
}
_INDONESIAN = re.compile(
    r"\b(?:yang|dan|untuk|dengan|kami|saya|dari|ini|tidak|bisa|harus|butuh|jasa|cari|atau)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|and|for|with|we|you|to|of|is|are|need|looking|our|will|an|in|my)\b", re.IGNORECASE
)
_NOTHING = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "any", "unknown", "?"})
_ENOUGH_TO_TELL = 500  # characters
Complain = Callable[[str, str], None]
C = TypeVar("C", Kind, Level)


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be read: where, and what was done about it."""

    line: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: a posting or, if it has none, a refusal; and the notes."""

    imported: Imported | None
    notes: list[Note]
    hidden_skills: int = 0
    is_without_category: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RowReader:
    """Reads rows for one client; a bare amount is in `currency`."""

    taxonomy: Taxonomy
    client: User
    currency: str
    now: datetime

    def read(self, row: Row) -> Outcome:
        notes: list[Note] = []
        complain = partial(_note, notes, row.line)
        title = _title(row.cells["title"], complain)
        if not title:
            complain("title", "empty, so the row was left out")
            return Outcome(None, notes)
        if row.spare:
            complain("row", f"{row.spare} more cells than the header has columns, ignored")
        found = self.taxonomy.read(row.cells["skills"])
        posting = self._posting(row, title, found, complain)
        imported = Imported(
            key=self._key_of(row), client=self.client, posting=posting, published_at=self.now
        )
        return Outcome(imported, notes, found.hidden, posting.category is None)

    def _posting(self, row: Row, title: str, found: Found, complain: Complain) -> Posting:
        cells = row.cells
        description = _description(cells["description"], complain)
        budget = self._budget(cells, complain)
        kind = Kind.HOURLY if budget.is_hourly else Kind.FIXED
        return Posting(
            title=title,
            description=description,
            category=self.taxonomy.category(
                named=cells["category"], skills=found.skills, title=title
            ),
            skills=found.skills,
            tags=found.tags,
            kind=_choice(cells["kind"], _KINDS, kind, "kind", complain),
            level=_choice(cells["level"], _LEVELS, Level.INTERMEDIATE, "level", complain),
            currency=budget.currency,
            budget_min_minor=budget.least,
            budget_max_minor=budget.most,
            language=_language(f"{title} {description}"),
        )

    def _budget(self, cells: dict[str, str], complain: Complain) -> Budget:
        text = f"{cells['budget']} {cells['currency']}".strip() if cells["budget"] else ""
        try:
            return read_budget(text, currency=self.currency)
        except Unreadable as problem:
            complain("budget", f"“{cut(text, 60)}”: {problem}; left empty")
            return Budget(self.currency)

    def _key_of(self, row: Row) -> str:
        """The same row of the same client has the same key, wherever it stands in the file."""
        words = [str(self.client.pk), *(row.cells[name] for name in sorted(row.cells))]
        return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()


def _note(notes: list[Note], line: int, column: str, why: str) -> None:
    notes.append(Note(line, column, why))


def _title(cell: str, complain: Complain) -> str:
    title = " ".join(without_pictures(cell).split())
    if len(title) > LONGEST_TITLE:
        complain("title", f"{len(title)} characters long, cut to {LONGEST_TITLE}")
    return cut(title, LONGEST_TITLE)


def _description(cell: str, complain: Complain) -> str:
    if not cell:
        complain("description", "empty")
    if len(cell) > LONGEST_DESCRIPTION:
        complain("description", f"{len(cell)} characters long, cut to {LONGEST_DESCRIPTION}")
    return cut(cell, LONGEST_DESCRIPTION)


def _choice(cell: str, patterns: dict[C, str], default: C, column: str, complain: Complain) -> C:
    """The choice whose words the cell uses; the default if it is empty or says something else."""
    plain = without_pictures(cell).lower()
    if plain in _NOTHING:
        return default
    for choice, pattern in patterns.items():
        if re.search(pattern, plain):
            return choice
    complain(column, f"“{cut(cell, 40)}” is not known; taken as {default.value}")
    return default


def _language(text: str) -> PostingLanguage:
    """Indonesian or English, by the small words at the beginning."""
    head = text[:_ENOUGH_TO_TELL]
    indonesian, english = len(_INDONESIAN.findall(head)), len(_ENGLISH.findall(head))
    return PostingLanguage.INDONESIAN if indonesian > english else PostingLanguage.ENGLISH
