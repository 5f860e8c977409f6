"""A sign-in that waits, for a code or a confirmed address, ends with what it was begun with."""

from collections.abc import Callable

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.adapters import SEAL
from accounts.models import User


class WaitingSignInMiddleware:
    """A new password, or signing out everywhere, ends a half-done sign-in as it ends a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_waiting(request) and not _may_go_on(request):
            clear_login(request)
            request.session.pop(SEAL, None)
            messages.info(request, _("This sign-in has ended meanwhile. Please sign in again."))
        return self.get_response(request)


def _is_waiting(request: HttpRequest) -> bool:
    """Visitors without a cookie have no session, and none is looked for."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and LOGIN_SESSION_KEY in request.session


def _may_go_on(request: HttpRequest) -> bool:
    user = Login.deserialize(request.session[LOGIN_SESSION_KEY]).user
    if not isinstance(user, User):
        return True  # nobody waits: allauth only pretends
    return constant_time_compare(request.session.get(SEAL, ""), user.get_session_auth_hash())
