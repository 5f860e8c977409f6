"""CSV for people who open it in a spreadsheet: streamed, in UTF-8, and never run as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file; text that a spreadsheet would run gets an apostrophe before it.

    The byte order mark lets spreadsheets see UTF-8.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: object) -> object:
    is_risky = isinstance(cell, str) and cell.startswith(_FORMULAS)
    return f"'{cell}" if is_risky else cell
