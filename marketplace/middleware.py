"""What happens around every view."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from urllib.parse import urlsplit

import brotli
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware

from core.errors import DomainError
from core.http import is_refusal, refusal
from core.kept import remember_act
from core.zones import zone_named
from marketplace import errors

_DRAFT = re.compile(r"[\w-]{1,80}", re.ASCII)
GetResponse = Callable[[HttpRequest], HttpResponse]


SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
COMPRESSED = ("text/",)  # programs take JSON as it is
LEAST_COMPRESSED = 200  # bytes


class CompressionMiddleware(GZipMiddleware):
    """Compresses words, with random padding against BREACH; pictures are small already.

    Brotli where the browser reads it: an eighth smaller than gzip, for half a millisecond more.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response, smaller where the browser can read that."""
        if not response.get("Content-Type", "").startswith(COMPRESSED):
            return response
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and isinstance(response, HttpResponse) and _reads_brotli(request, response):
            return _as_brotli(response)
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _reads_brotli(request: HttpRequest, response: HttpResponse) -> bool:
    is_read = re.search(r"\bbr\b", request.headers.get("Accept-Encoding", "")) is not None
    is_big = len(response.content) >= LEAST_COMPRESSED
    return is_read and is_big and not response.has_header("Content-Encoding")


def _as_brotli(response: HttpResponse) -> HttpResponse:
    """A page with a comment of random length at its end: its size tells nothing of its words."""
    padding = b"<!--%b-->" % secrets.token_urlsafe(secrets.randbelow(76)).encode()
    response.content = brotli.compress(response.content + padding, quality=5)
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "br"
    if (etag := response.get("ETag", "")).startswith('"'):
        response["ETag"] = f"W/{etag}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class PolicyMiddleware(CSPMiddleware):
    """Says what a page may load, on error pages while debugging too: they are our own pages.

    The library leaves those out for the sake of Django's traces, which nobody sees here.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response with its policy."""
        answer = super().process_response(request, response)
        if HEADER not in answer:
            answer[HEADER] = build_policy(**asdict(self.get_policy_parts(request, answer)))
        return answer


class MaintenanceMiddleware:
    """Answers 503 with a page of our own while MAINTENANCE is on; health pages keep working."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE and not request.path.startswith(("/health/", settings.STATIC_URL)):
            answer = render(request, "errors/maintenance.html", status=503)
            answer["Retry-After"] = "600"
            return answer
        return self.get_response(request)


class RequestLogMiddleware(RequestMiddleware):
    """Logs every request with its id, except those of health checks."""

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if request.path.startswith(("/health/", "/metrics")):
            return self.get_response(request)
        return super().__call__(request)


class PreferencesMiddleware:
    """The person's language and time zone; without them the cookie's, then the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(zone_named(getattr(user, "timezone", ""))):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        return response


class PrivacyMiddleware:
    """What somebody signed in has seen stays with them: no cache keeps it, nor “back” shows it.

    An address with a NUL in it names nothing, and no column or file system takes one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ActMiddleware:
    """Notes that somebody has changed something, so that they read no kept piece of a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < HTTPStatus.BAD_REQUEST:
            user = request.user
            if user.is_authenticated:
                remember_act(user.pk)
        return response


class ArrivalMiddleware:
    """Tells a browser that a form has arrived, so that it may forget its own copy of the words.

    (See static/js/modules/draft.js.) Arrived is what was answered by another page: not what was
    refused, is shown again with its errors, or met the door. Then the words are still needed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303):
            name = request.POST.get("draft", "")
            is_draft = _DRAFT.fullmatch(name) is not None
            at_the_door = "/accounts/" in response.get("Location", "")
            if is_draft and not at_the_door and not is_refusal(response):
                messages.info(request, name, extra_tags="arrived")
            if at_the_door and not request.user.is_authenticated:
                _tell_outside(request, response, is_kept=is_draft)
        return response


def _tell_outside(request: HttpRequest, response: HttpResponse, *, is_kept: bool) -> None:
    """Whoever pressed a button after their session had ended learns that nothing happened.

    Signing in leads back to the page with the button: the button's own address shows nothing.
    """
    if request.path.startswith("/accounts/"):  # signing in, out and up is done at the door
        return
    if is_kept:
        text = _("You were signed out, so nothing was sent. Sign in again: what you wrote is kept.")
    else:
        text = _("You were signed out, so nothing was sent. Sign in, then do it again.")
    messages.warning(request, text)
    door = urlsplit(response["Location"])
    asked = QueryDict(door.query, mutable=True)
    if REDIRECT_FIELD_NAME in asked:
        page = page_before(request, otherwise=request.path if is_kept else "/dashboard/")
        asked[REDIRECT_FIELD_NAME] = urlsplit(page)._replace(scheme="", netloc="").geturl()
        response["Location"] = door._replace(query=asked.urlencode(safe="/")).geturl()


class DomainErrorMiddleware:
    """Turns an expected refusal into words for the person, so that no view holds a try/except."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal as JSON, as an htmx fragment, as a page, or as a message on the page before."""
        return _answer(request, error) if isinstance(error, DomainError) else None


def _answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    if not request.accepts("text/html"):
        return _as_json(error)
    if getattr(request, "htmx", False):
        return _as_fragment(request, error)
    if request.method in ("GET", "HEAD"):
        return _as_page(request, error)
    messages.error(request, str(error.message))
    return refusal(HttpResponseRedirect(page_before(request)))


def page_before(request: HttpRequest, otherwise: str = "/dashboard/") -> str:
    """The address of the same-site page that sent this request, else another one."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    )
    return referer if is_ours else otherwise


def _as_json(error: DomainError) -> HttpResponse:
    kind = "validation_error" if error.status == 400 else "client_error"
    detail = {"code": error.code, "detail": str(error.message), "attr": None}
    return JsonResponse({"type": kind, "errors": [detail]}, status=error.status)


def _as_fragment(request: HttpRequest, error: DomainError) -> HttpResponse:
    answer = render(request, "errors/refusal.html", {"error": error}, status=error.status)
    answer["HX-Retarget"] = "#messages"
    answer["HX-Reswap"] = "innerHTML"
    return answer


def _as_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    name = "errors/403.html" if error.status == 403 else "errors/400.html"
    return render(request, name, {"message": error.message}, status=error.status)


class OwnErrorPagesMiddleware:
    """Under DEBUG too, people see our own pages for 400, 404 and 500; the trace is in the log.

    Django itself has no page for 405, and browsers show one of their own instead of nothing.
    It stands twice: next to the view, where the page knows the person, and outside of every
    middleware that can fail by itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            return errors.method_not_allowed(request, answer)
        return _instead_of_a_trace(request, answer) if settings.DEBUG else answer


def _instead_of_a_trace(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if isinstance(answer, HttpResponseNotFound):
        return errors.page_not_found(request, Http404())
    if getattr(answer, "content", b"") == errors.NO_TRACE.encode():
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            return errors.bad_request(request, BadRequest())
        return errors.server_error(request)
    return answer
