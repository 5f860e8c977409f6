"""Pages in the language that their address names; everything that is not public unlisted."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from marketplace.outward.addresses import PAGES, PIECES, asked_language, view_of


class OutwardMiddleware:
    """Hears `?lang=` on public pages, and keeps search engines from all that is not public.

    Whoever has set a language in their account keeps it. A visitor's choice is remembered as the
    switch in the header remembers it, so that the next page speaks the same language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if view_of(request) not in PAGES | PIECES:
            answer.headers.setdefault("X-Robots-Tag", "noindex")
        elif language := _heard(request):
            _remember(answer, request, language)
        return answer

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _named: dict[str, Any]
    ) -> None:
        """Speak the language of the address, for this request alone."""
        if language := _heard(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language


def _heard(request: HttpRequest) -> str:
    user = request.user
    has_own = user.is_authenticated and user.language in dict(settings.LANGUAGES)
    return "" if has_own else asked_language(request)


def _remember(answer: HttpResponse, request: HttpRequest, language: str) -> None:
    patch_vary_headers(answer, ["Cookie"])
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
