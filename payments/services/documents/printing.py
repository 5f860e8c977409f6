"""A document as PDF, made anew whenever it is asked for.

The same document in the same language gives the same bytes: facts, time stamp and fonts are fixed.
A name in a script that those fonts lack is set with fonts of the machine, and if these lack it
too, without the promise of PDF/UA.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext

from payments.kinds import DocumentKind
from payments.models import Document
from payments.services.documents import reports, slips
from payments.services.documents.register import local
from payments.services.documents.sheets import Sheet, day, language, title_of

_LAYOUT = Path(settings.BASE_DIR) / "templates" / "payments" / "document.typ"
_SHEETS: dict[str, Callable[[Document], Sheet]] = {
    DocumentKind.RECEIPT: slips.receipt,
    DocumentKind.INVOICE: slips.invoice,
    DocumentKind.CREDIT_NOTE: slips.credit_note,
    DocumentKind.REFUND_PROOF: slips.refund_proof,
    DocumentKind.EARNING_SLIP: slips.earning_slip,
    DocumentKind.PAYOUT_SLIP: slips.payout_slip,
    DocumentKind.CLIENT_STATEMENT: reports.statement,
    DocumentKind.FREELANCER_STATEMENT: reports.statement,
    DocumentKind.CLIENT_YEAR: reports.year_of_client,
    DocumentKind.FREELANCER_YEAR: reports.year_of_freelancer,
}


def sheet_of(document: Document) -> Sheet:
    """What stands on it, in the reader's language."""
    return _SHEETS[document.kind](document)


def pdf_of(document: Document) -> bytes:
    """Tagged PDF (PDF/UA-1) in the reader's language."""
    words = json.dumps(_words(document))
    try:
        return _set(document, words, pdf_standards=["ua-1"], ignore_system_fonts=True)
    except typst.TypstError:  # a letter that the built-in fonts lack
        pass
    try:
        return _set(document, words, pdf_standards=["ua-1"])
    except typst.TypstError:  # nor has the machine a font for it
        return _set(document, words)


def file_name(document: Document, suffix: str) -> str:
    """`RCP-2026-42-0003.pdf`."""
    return f"{document.code}.{suffix}"


def _set(document: Document, words: str, **options: Any) -> bytes:
    made: bytes = typst.compile(
        _LAYOUT.read_bytes(),
        format="pdf",
        sys_inputs={"sheet": words},
        timestamp=int(document.issued_at.timestamp()),
        **options,
    )
    return made


def _words(document: Document) -> dict[str, Any]:
    operator = document.facts["operator"]
    npwp = gettext("NPWP %(number)s") % {"number": operator["npwp"]} if operator["npwp"] else ""
    sheet = asdict(sheet_of(document))
    if sheet["total"]:
        sheet["total"]["words-label"] = sheet["total"].pop("words_label")
    return sheet | {
        "language": language(),
        "title": title_of(document),
        "code": document.code,
        "date": day(local(document.issued_at)),
        "operator": {
            "name": operator["name"],
            "lines": [line for line in (operator["address"], npwp) if line],
        },
        "page-word": gettext("Page"),
        "hash": gettext("SHA-256 of the facts: %(digest)s") % {"digest": document.sha256},
    }
