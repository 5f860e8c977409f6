"""Files anybody may see: portfolio pictures and avatars."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def public_file(request: HttpRequest, path: str) -> FileResponse:  # noqa: ARG001
    """A file stored under public/; its name changes whenever its content does."""
    if ".." in path:
        raise Http404
    try:
        answer = FileResponse(default_storage.open(f"public/{path}"))
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
