"""Pages for when something does not work, in our own design and the reader's language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.debug import ExceptionReporter

NO_TRACE = SafeString("The trace is in the log.")


class Reporter(ExceptionReporter):
    """Writes no page of a trace under DEBUG: OwnErrorPagesMiddleware puts ours in its place."""

    def get_traceback_html(self) -> SafeString:
        return NO_TRACE if settings.DEBUG else super().get_traceback_html()

    def get_traceback_text(self) -> SafeString:
        return NO_TRACE if settings.DEBUG else super().get_traceback_text()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the request cannot be read."""
    return _answer(request, 400, "invalid", _("This request cannot be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: not for this person."""
    return _answer(request, 403, "not_allowed", _("You may not do this."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or nothing that this person may see."""
    return _answer(request, 404, "not_found", _("There is no such page."))


def method_not_allowed(request: HttpRequest, bare: HttpResponseNotAllowed) -> HttpResponse:
    """405: an address that only takes what a button sends; for programs it stays bare."""
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        return bare
    message = _("This address only takes what a button sends.")
    answer = _answer(request, 405, "method_not_allowed", message)
    answer["Allow"] = bare["Allow"]
    return answer


def too_many_requests(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001
) -> HttpResponse:
    """429: slow down (also django-allauth's rate limits)."""
    return _answer(request, 429, "throttled", _("Too many attempts. Wait a moment."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake."""
    return _answer(request, 500, "error", _("Something broke on our side."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the form is too old, or came from another site."""
    return _answer(
        request, 403, "csrf", _("This form has expired. Load the page again."), template="csrf"
    )


def _answer(
    request: HttpRequest, status: int, code: str, message: str, template: str = ""
) -> HttpResponse:
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        kind = "server_error" if status >= 500 else "client_error"
        errors: list[dict[str, Any]] = [{"code": code, "detail": message, "attr": None}]
        return JsonResponse({"type": kind, "errors": errors}, status=status)
    context = {"message": message, "status": status}
    return render(request, f"errors/{template or status}.html", context, status=status)
