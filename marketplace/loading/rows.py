"""From bytes to rows: whatever the encoding, the delimiter and the names of the columns."""

import codecs
import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

COLUMNS = {
    "title": {"title", "judul", "job title", "project title", "name", "nama", "posting"},
    "description": {"description", "deskripsi", "details", "detail", "body", "job description"},
    "kind": {"kind", "type", "jenis", "job type", "budget type", "payment type"},
    "budget": {"budget", "anggaran", "price", "harga", "rate", "amount", "pay"},
    "level": {"level", "tingkat", "experience", "experience level", "pengalaman"},
    "skills": {"skills", "skill", "keahlian", "keterampilan", "tags", "skills required"},
    "category": {"category", "kategori"},
    "currency": {"currency", "mata uang"},
}
_DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\n\t"}
_LARGEST_CELL = 10 * 1024**2


class NotReadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on, its cells by the names we know, how many it has too many."""

    line: int
    cells: dict[str, str]
    spare: int


class PostingsFile:
    """A file of postings, opened; `position` and `size` are in bytes, for a progress bar."""

    def __init__(self, raw: IO[bytes], size: int) -> None:
        self.size = size
        self._raw = raw
        head = raw.read(64 * 1024)
        raw.seek(0)
        self.encoding = _encoding_of(head)
        self._text = io.TextIOWrapper(
            raw, encoding=self.encoding, errors="karya-western", newline=""
        )
        sample = head.decode(self.encoding, errors="replace")
        self.delimiter, self.columns = _delimiter_and_columns(sample)

    @property
    def position(self) -> int:
        return self._raw.tell()

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank."""
        csv.field_size_limit(min(_LARGEST_CELL, sys.maxsize))
        skipped = _skip_hint(self._text)
        reader = csv.reader(self._text, delimiter=self.delimiter)
        next(reader)
        while True:
            line = reader.line_num + skipped + 1
            try:
                values = next(reader, None)
            except csv.Error as error:
                raise NotReadable(f"line {line}: {error}") from None
            if values is None:
                return
            if any(value.strip() for value in values):
                yield self._row(line, values)

    def _row(self, line: int, values: list[str]) -> Row:
        cells = dict.fromkeys(COLUMNS, "")
        for name, value in zip(self.columns, values, strict=False):
            if name and not cells[name]:
                cells[name] = _printable(value)
        spare = sum(1 for value in values[len(self.columns) :] if value.strip())
        return Row(line, cells, spare)


@contextmanager
def opened(path: Path) -> Iterator[PostingsFile]:
    """Open a file of postings; raises NotReadable."""
    try:
        with path.open("rb") as raw:
            yield PostingsFile(raw, path.stat().st_size)
    except OSError as error:
        raise NotReadable(f"{path}: {error.strerror}") from None


def _encoding_of(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8"


def _read_as_western(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are most likely Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("karya-western", _read_as_western)


def _delimiter_and_columns(sample: str) -> tuple[str, list[str]]:
    """The delimiter under which the header names most columns that we know."""
    text = io.StringIO(sample.removeprefix("\ufeff"), newline="")
    skipped = _skip_hint(text)
    start = text.tell() if skipped else 0
    best: list[str] = []
    delimiter = ","
    for candidate in _DELIMITERS:
        text.seek(start)
        columns = [_known(name) for name in next(csv.reader(text, delimiter=candidate), [])]
        if sum(map(bool, columns)) > sum(map(bool, best)):
            best, delimiter = columns, candidate
    if "title" not in best:
        raise NotReadable("There is no column “title” in the first line.")
    return delimiter, best


def _skip_hint(text: IO[str]) -> int:
    """Pass over the `sep=;` that spreadsheets put first; answers how many lines that were."""
    start = text.tell()
    if text.readline().strip('\ufeff" \r\n').lower().startswith("sep="):
        return 1
    text.seek(start)
    return 0


def _known(name: str) -> str:
    plain = " ".join(name.strip("\ufeff \"'").lower().replace("_", " ").replace("-", " ").split())
    return next((column for column, names in COLUMNS.items() if plain in names), "")


def _printable(value: str) -> str:
    """Without the control characters that Postgres or a page cannot keep."""
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
