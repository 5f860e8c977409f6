"""What the desk does before a page of another room decides a case.

The rooms below do not know the desk: what it adds to their pages it adds here.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from desk import services
from desk.models import Assignment
from desk.policies import can_work_on, works_at_desk
from desk.registry import Case, all_sources, source_of
from desk.selectors import assignment_of, canned_texts, find_case

_ALREADY_ASKED = "take_over"
_NOT_REPEATED = ("csrfmiddlewaretoken", _ALREADY_ASKED)
_LANGUAGES = ("en", "id")


class DeskMiddleware:
    """Puts a text of the desk into a form, and asks before a colleague's case is decided."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Nothing for anybody but staff who send a form of a page.

        The API and webhooks read the body themselves: it is not touched.
        """
        is_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if not is_form or not isinstance(request.user, User) or not works_at_desk(request.user):
            return None
        if "insert" in request.POST:
            _insert(request)
            return None
        kind = _kind_decided_at(request)
        case = find_case(request.user, kind, kwargs["pk"]) if kind else None
        return _ask_first(request, request.user, case) if case is not None else None


def _kind_decided_at(request: HttpRequest) -> str:
    match = request.resolver_match
    name = match.view_name if match is not None else ""
    return next((str(one.kind) for one in all_sources() if name in one.deciding), "")


def _ask_first(request: HttpRequest, user: User, case: Case) -> HttpResponse | None:
    """A page with the question, unless nobody else has it or the answer is there already."""
    held = assignment_of(case)
    if held is None or not _is_anothers(held, user, case):
        return None
    if request.POST.get(_ALREADY_ASKED) != "yes":
        sent = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_REPEATED
            for value in values
        ]
        context = {"case": case, "held": held, "sent": sent}
        return render(request, "desk/take_over.html", context, status=409)
    with suppress(DomainError):  # decided meanwhile: the page itself says so
        services.take_over(case=case, by=user, now=timezone.now())
    return None


def _is_anothers(held: Assignment, user: User, case: Case) -> bool:
    is_open = case.is_open and source_of(case.kind).asks_first(case.row)
    return is_open and held.assignee_id != user.pk and can_work_on(user, case)


def _insert(request: HttpRequest) -> None:
    """Put the chosen text behind what is written, in the language that each field is for."""
    chosen = request.POST.get("canned", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        return
    version = canned_texts().filter(pk=int(chosen)).first()
    if version is None:
        return
    data = request.POST.copy()
    for part in request.POST["insert"].split()[:4]:
        name, _colon, language = part.partition(":")
        if name in data and language in _LANGUAGES:
            text = getattr(version, f"text_{language}")
            data[name] = f"{str(data[name]).rstrip()}\n\n{text}".strip()
    request.POST = data  # type: ignore[assignment]
