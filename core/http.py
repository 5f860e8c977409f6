"""Files on their way out."""

from typing import IO

from django.http import FileResponse


def as_download(content: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """An open file, to be saved and never run; nothing on the way keeps it."""
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
