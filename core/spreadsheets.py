"""Files for people who open them in a spreadsheet; nothing in them is run as a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from core.texts import in_xml

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


# The least that Office Open XML (ECMA-376) asks of a workbook of one sheet.
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
    '<sheet name="Karya" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def xlsx_of(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet: numbers as numbers, all else as text that is never a formula."""
    body = "".join(_xml_row(row) for row in [heads, *rows])
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            packed.writestr(name, _HEAD + text)
    return out.getvalue()


def _xml_row(cells: Sequence[object]) -> str:
    return f"<row>{''.join(map(_xml_cell, cells))}</row>"


def _xml_cell(cell: object) -> str:
    if isinstance(cell, (int, Decimal)):
        return f"<c><v>{cell}</v></c>"
    text = escape(in_xml(str(cell)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
