"""A bundle as PDF, made anew whenever it is asked for, in the reader's language."""

from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from core import typesetting
from evidence.models import Bundle
from evidence.services.sheets import language, moment, sections_of

_LAYOUT = Path(settings.BASE_DIR) / "templates" / "evidence" / "bundle.typ"


def pdf_of(bundle: Bundle) -> bytes:
    """Tagged PDF: what was frozen, what was added, and every fingerprint."""
    sheet = {
        "language": language(),
        "title": gettext("Evidence"),
        "code": bundle.code,
        "date": moment(bundle.made_at),
        "operator": settings.SITE_NAME,
        "page-word": gettext("Page"),
        "hash": f"SHA-256 manifest.json: {bundle.sha256}",
        "sections": [asdict(section) for section in sections_of(bundle)],
    }
    return typesetting.pdf_of(_LAYOUT, sheet, made_at=bundle.made_at)
