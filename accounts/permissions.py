"""What a token may do; what a person may do is the policies' business."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.scopes import allows


class HasScope(BasePermission):
    """A view names its area: `scope = "projects"`; without one, tokens stay out.

    Somebody signed in with a browser session is not limited, and views open to everybody
    (`scope = ""`) let every token in.
    """

    message = _("This token may not do that: it lacks the scope.")

    def has_permission(self, request: Request, view: object) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        area: str | None = getattr(view, "scope", None)
        if not area:
            return area == ""
        return allows(request.auth.scopes, area, change=request.method not in SAFE_METHODS)


class IsBrowserSession(BasePermission):
    """A token cannot make or revoke tokens."""

    message = _("Sign in with a browser for this; a token may not do it.")

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002
        return not isinstance(request.auth, ApiToken)
