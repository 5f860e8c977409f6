"""Many documents in one ZIP, with an index as CSV; made while it is sent, never kept."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import ExtractMonth
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LimitReached
from core.spreadsheets import csv_lines
from payments.models import Document
from payments.months import book_day, book_zone
from payments.selectors import documents_of
from payments.services.documents import printing

MOST = 120  # documents: about ten seconds of setting type, and a few megabytes


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """How many documents a month has, and the parts they come in."""

    month: date
    count: int

    @property
    def parts(self) -> range:
        return parts_for(self.count)


class _Outlet:
    """What `zipfile` writes to; hands on what has come since it was last emptied."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._waiting.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def emptied(self) -> bytes:
        pieces, self._waiting = self._waiting, []
        return b"".join(pieces)


def parts_for(count: int) -> range:
    """The numbers of the parts that so many documents need, from 1."""
    return range(1, -(-count // MOST) + 1)


def years_of(user: User) -> list[int]:
    """The years in which a person got documents, the newest first (1 query)."""
    years = documents_of(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def months_of(user: User, *, year: int) -> list[ArchiveMonth]:
    """The months of a year that have documents, in the zone of the book (1 query)."""
    rows = (
        documents_of(user)
        .filter(year=year)
        .order_by()
        .annotate(month=ExtractMonth("issued_at", tzinfo=book_zone()))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    return [ArchiveMonth(date(year, row["month"], 1), row["count"]) for row in rows]


def documents_for(
    user: User, *, year: int, month: int | None = None, part: int | None = None
) -> list[Document]:
    """The documents of a year or a month, or of a part of it, the oldest first.

    None where there is no such part. Raises LimitReached for a whole year that is too much for
    one file: it is offered by months.
    """
    found = documents_of(user).filter(year=year).order_by("issued_at", "pk")
    if month is None:
        if found.count() > MOST:
            sentence = _("%(year)s has more than %(most)s documents. Please take it by months.")
            raise LimitReached(sentence % {"year": year, "most": MOST})
    else:
        after = (year, month + 1) if month < 12 else (year + 1, 1)
        first, end = (datetime(*one, 1, tzinfo=book_zone()) for one in ((year, month), after))
        found = found.filter(issued_at__gte=first, issued_at__lt=end)
    number = part or 1
    return list(found[(number - 1) * MOST : number * MOST])


def pieces_of(documents: Sequence[Document]) -> Iterator[bytes]:
    """The bytes of the ZIP, as they come, in the language that is active at the call."""
    return _pieces(documents, translation.get_language() or settings.LANGUAGE_CODE)


def _pieces(documents: Sequence[Document], language: str) -> Iterator[bytes]:
    # The server asks for the next piece when the request's own language is long forgotten.
    outlet: Any = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as packed:
        with translation.override(language):
            index = "".join(csv_lines(_heads(), map(_cells, documents)))
        packed.writestr("index.csv", index)
        for one in documents:
            with translation.override(language):
                pdf = printing.pdf_of(one)
            packed.writestr(printing.file_name(one, "pdf"), pdf)
            yield outlet.emptied()
    yield outlet.emptied()


def _heads() -> list[str]:
    return [
        _("File"),
        _("Kind"),
        _("Date"),
        _("For"),
        _("Amount"),
        _("Currency"),
        _("SHA-256 of the facts"),
    ]


def _cells(one: Document) -> list[object]:
    return [
        printing.file_name(one, "pdf"),
        one.get_kind_display(),
        book_day(one.issued_at).isoformat(),
        one.about,
        one.amount.decimal,
        one.currency,
        one.sha256,
    ]


def file_name(*, year: int, month: int | None = None, part: int | None = None) -> str:
    """`karya-2026-03.zip`, with the part where there is more than one."""
    parts = [str(year), *([f"{month:02}"] if month else []), *([str(part)] if part else [])]
    return f"karya-{'-'.join(parts)}.zip"
