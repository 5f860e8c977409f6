"""Statements and packs of a year as CSV: plain amounts, for spreadsheets and tax forms."""

import csv
import io
from collections.abc import Iterable

from core.money import Money
from payments.kinds import STATEMENTS, DocumentKind
from payments.models import Document
from payments.services.documents.years import gross_of, losses_in, taxes_in


def csv_of(document: Document) -> bytes:
    """UTF-8 with a mark for spreadsheets; amounts in major units with a point."""
    out = io.StringIO()
    writer = csv.writer(out)
    rows = _moves(document) if document.kind in STATEMENTS else _year(document)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _moves(document: Document) -> Iterable[list[str]]:
    facts = document.facts
    balance = facts["opening_minor"]
    yield ["date", "kind", "about", "amount", "balance", "currency"]
    yield [facts["from"], "opening", "", "", _plain(document, balance), document.currency]
    for move in facts["moves"]:
        balance += move["minor"]
        amounts = [_plain(document, move["minor"]), _plain(document, balance)]
        yield [move["at"], move["kind"], move["about"], *amounts, document.currency]
    yield [facts["until"], "closing", "", "", _plain(document, balance), document.currency]
    if owed := facts.get("owed_minor", 0):  # beside the balance, as no line of the book has it
        yield [facts["until"], "owed", "", "", _plain(document, -owed), document.currency]


def _year(document: Document) -> Iterable[list[str]]:
    """A tax has a column only where somebody paid it, as in the PDF; so have losses to banks."""
    rows = document.facts["rows"]
    taxes, losses = taxes_in(rows), losses_in(rows)
    other = "client" if document.kind == DocumentKind.FREELANCER_YEAR else "freelancer"
    heads = [name.removesuffix("_minor") for name in taxes]
    taken = ["taken_back" for _name in losses]
    names = [other, "organisation", "releases", "gross", "fee", *heads, "net", *taken, "withheld"]
    yield [*names, "slips", "missing", "currency"]
    for row in rows:
        shown = ("fee_minor", *taxes, "net_minor", *losses, "withheld_minor")
        minors = [row.get(name, 0) for name in shown]
        yield [
            row["name"],
            row["organisation"],
            str(row["releases"]),
            *[_plain(document, minor) for minor in (gross_of(row), *minors)],
            str(row.get("slips", 0)),
            str(row.get("without_slip", 0)),
            document.currency,
        ]


def _plain(document: Document, minor: int) -> str:
    return str(Money(minor, document.currency).decimal)


def _harmless(cell: str) -> str:
    """What a person wrote is no formula of a spreadsheet; a negative amount stays a number."""
    is_formula = cell[:1] in ("=", "+", "@", "\t", "\r") or (
        cell[:1] == "-" and not cell[1:2].isdigit()
    )
    return f"'{cell}" if is_formula else cell
