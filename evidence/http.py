"""Files of evidence on their way out: always a download, never run, never kept on the way."""

import json
from typing import Any

from django.http import FileResponse, Http404, HttpResponse

from core.http import as_download
from evidence.models import PieceFile

_NEVER_RUN = "sandbox; default-src 'none'"


def as_stored(file: PieceFile) -> FileResponse:
    """An uploaded file as it came."""
    if not file.file.storage.exists(file.file.name or ""):
        raise Http404
    return as_download(file.file.open("rb"), name=file.name, content_type=file.content_type)


def as_json(value: Any, *, name: str) -> HttpResponse:
    """A value as a file that people can read."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _guarded(answer)


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _guarded(answer)


def _guarded(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _NEVER_RUN
    return answer
