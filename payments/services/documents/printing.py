"""A document as PDF, made anew whenever it is asked for.

The same document in the same language gives the same bytes.
"""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from core import typesetting
from payments.kinds import DocumentKind
from payments.models import Document
from payments.months import local_moment
from payments.services.documents import reports, slips
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
    return typesetting.pdf_of(_LAYOUT, _words(document), made_at=document.issued_at)


def file_name(document: Document, suffix: str) -> str:
    """`RCP-2026-42-0003.pdf`."""
    return f"{document.code}.{suffix}"


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
        "date": day(local_moment(document.issued_at)),
        "operator": {
            "name": operator["name"],
            "lines": [line for line in (operator["address"], npwp) if line],
        },
        "page-word": gettext("Page"),
        "hash": gettext("SHA-256 of the facts: %(digest)s") % {"digest": document.sha256},
    }
