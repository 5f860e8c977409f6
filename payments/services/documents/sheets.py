"""What stands on a document in the reader's language: texts in places, for PDF and CSV alike."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language, gettext

from core.money import Money, format_money
from core.spelling import spell_money
from payments.kinds import DocumentKind
from payments.models import Document
from payments.months import local_moment


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; a wide one takes the room that the others leave."""

    label: str
    number: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts, and rows of sums under them."""

    title: str = ""
    columns: list[Column]
    rows: list[list[str]]
    sums: list[list[str]] = field(default_factory=list)
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who gave or received."""

    label: str
    lines: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The amount that the document is about, in figures and in words."""

    label: str
    amount: str
    words_label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that stands between head and foot."""

    parties: list[Party]
    facts: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    total: Total | None = None
    notes: list[str] = field(default_factory=list)


def language() -> str:
    """The reader's language: `id` or `en`."""
    return (get_language() or "en").split("-")[0]


def title_of(document: Document) -> str:
    """The kind, in the reader's language."""
    return str(DocumentKind(document.kind).label)


def day(at: datetime | str) -> str:
    """A day as a document writes it: 10 November 2026."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return str(format_date(local_moment(moment), "d MMMM y", locale=language()))


def short_day(at: datetime | str) -> str:
    """A day as a table writes it: 10 Nov 2026."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return str(format_date(local_moment(moment), "d MMM y", locale=language()))


def total_of(label: str, amount: Money) -> Total:
    """A total with its words."""
    return Total(
        label=label,
        amount=format_money(amount),
        words_label=gettext("In words"),
        words=spell_money(amount, language()),
    )


def party(label: str, person: dict[str, Any]) -> Party:
    """A person as frozen: the organisation first where there is one."""
    names = [person.get("organisation", ""), person["name"], person.get("email", "")]
    return Party(label=label, lines=[name for name in names if name])


def amounts(currency: str, *rows: tuple[str, int]) -> Table:
    """What something is made of, one line each."""
    return Table(
        columns=[Column(gettext("Description"), wide=True), Column(gettext("Amount"), number=True)],
        rows=[[label, format_money(Money(minor, currency))] for label, minor in rows],
    )
