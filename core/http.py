"""Answers of a kind: files on their way out, pages of which htmx wants a part."""

from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from core.kept import piece
from core.search.asked import Search


def render_found(
    request: HttpRequest,
    template: str,
    search: Search,
    context: Mapping[str, Any],
    find: Callable[[], object],
) -> HttpResponse:
    """A page of results; htmx gets the part `found` alone, but the back button the whole page.

    The part is kept for a few seconds for all who read alike (see `core.kept`), so it may depend
    on the search and on whether somebody is signed in, and on nothing else of theirs.
    """
    htmx = getattr(request, "htmx", None)
    part = render_kept(
        request,
        f"{template}#found",
        f"{search.query(after=search.after)} {bool(htmx)}",
        lambda: {**context, "found": find()},
    )
    if htmx and not htmx.history_restore_request:
        answer = HttpResponse(part)
    else:
        answer = render(request, template, {**context, "found_part": part})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def render_kept(
    request: HttpRequest, template: str, name: str, context: Callable[[], Mapping[str, Any]]
) -> str:
    """A part of a page that many read alike, made once in a few seconds (see `core.kept`).

    It may depend on its template, its name and whether somebody is signed in, and on nothing else.
    """
    user = request.user
    return piece(
        f"{template} {name}",
        lambda: render_to_string(template, dict(context()), request),
        reader=user.pk if user.is_authenticated else None,
    )


def as_suggestions(words: Sequence[str]) -> JsonResponse:
    """Ways to go on with what is typed; a browser keeps them for five minutes."""
    answer = JsonResponse({"suggestions": list(words)})
    patch_cache_control(answer, private=True, max_age=300)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def as_download(content: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """An open file, to be saved and never run; nothing on the way keeps it."""
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def refusal(response: HttpResponse) -> HttpResponse:
    """Mark an answer that leads back because nothing was done; the marked answer."""
    vars(response)["is_refusal"] = True
    return response


def is_refusal(response: HttpResponse) -> bool:
    """Whether an answer was marked so."""
    return "is_refusal" in vars(response)
