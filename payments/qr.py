"""QR images of what a payer scans: black on white in any theme, with a quiet border."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

_INK = {"dark": "#000", "light": "#fff", "border": 4}


def as_svg(text: str) -> SafeString:
    """To stand in a page. The text becomes squares only, whoever wrote it."""
    drawing = segno.make_qr(text, error="m").svg_inline(scale=4, omitsize=True, **_INK)
    return mark_safe(drawing)  # noqa: S308


def as_file(text: str, kind: str) -> bytes:
    """To be kept as a file: `svg`, or `png` large enough for an app that reads pictures."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind=kind, scale=12, **_INK)
    return out.getvalue()
