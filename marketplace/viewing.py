"""Seeing Karya as a person does: which pages, for whom, and that nothing changes by it.

Whoever looks stays signed in as themselves: their session never becomes the person's. Only the
page's view is told that the person asks. A page is shown if it is named here, so that a new page is
closed until somebody has thought about it; the rest, every POST and the API are refused. What a
view writes while it is looked at (a message that counts as read) is rolled back.

Closed on purpose: passwords, two-step sign-in, sessions, tokens, where payouts go, messages, files,
evidence, pictures of identity, exports.
"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace import pages
from marketplace.errors import permission_denied
from staff.models import Viewing
from staff.selectors import running_viewing
from staff.services.viewing import note_page
from staff.views.people import SESSION_KEY

SHOWN = frozenset(
    {
        *("home", "dashboard", "income", "spending"),
        *(str(one.name) for one in pages.urlpatterns),
        *("accounts:freelancers", "accounts:profile", "accounts:settings"),
        *("accounts:edit-profile", "accounts:edit-client-profile", "accounts:portfolio"),
        *("payments:payin", "payments:receipt", "payments:earnings", "payments:payouts"),
        *("payments:payout", "payments:documents", "payments:set-asides"),
        *("payments:contributions", "payments:slips"),
        *("projects:list", "projects:archive", "projects:mine", "projects:detail"),
        *("projects:bids", "projects:my-bids", "projects:show-bid", "projects:invitations"),
        *("projects:contracts", "projects:contract", "projects:agreement"),
        *("projects:milestone", "projects:refund-request", "projects:saved-searches"),
        "projects:saved-projects",
        "reviews:of-person",
    }
)
AS_ONESELF = frozenset({"staff:end-viewing", "account_logout", "manifest", "favicon"})


class ViewingMiddleware:
    """Lends a page the eyes of the person, if the session says so and may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        pk = request.session.get(SESSION_KEY)
        name = _name_of(request) if pk is not None else ""
        if pk is None or name in AS_ONESELF or not isinstance(request.user, User):
            return self.get_response(request)
        viewing = running_viewing(pk, by=request.user, now=timezone.now())
        if viewing is None:
            return _over(request)
        request.viewing = viewing  # type: ignore[attr-defined] # the banner of every page asks
        is_page = request.method in ("GET", "HEAD") and not request.headers.get("HX-Request")
        if is_page and name in SHOWN:
            return self._show(request, viewing)
        return _refused(request)

    def _show(self, request: HttpRequest, viewing: Viewing) -> HttpResponseBase:
        note_page(viewing=viewing, path=request.get_full_path(), now=timezone.now())
        oneself = request.user
        request.user = viewing.person
        try:
            with transaction.atomic():
                answer = self.get_response(request)
                transaction.set_rollback(True)
        finally:
            request.user = oneself
        answer["Cache-Control"] = "private, no-store"
        return answer


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _over(request: HttpRequest) -> HttpResponse:
    """Time is up, or the right is gone: nothing is done under either name."""
    del request.session[SESSION_KEY]
    if request.path.startswith("/api/"):
        return permission_denied(request, PermissionError())
    return HttpResponseRedirect(reverse("dashboard"))


def _refused(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        return permission_denied(request, PermissionError())
    words = _("While you see as somebody else sees, this page is closed and nothing can be sent.")
    answer = render(request, "staff/not_shown.html", {"words": words}, status=403)
    answer["Cache-Control"] = "private, no-store"
    return answer
