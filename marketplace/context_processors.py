"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.desks import StaffDesk, desks_of
from notifications.selectors import unread_of


def site(request: HttpRequest) -> dict[str, Any]:
    """The name and address of this Karya, whether it is a place to try things, what is unread."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "DEBUG": settings.DEBUG,
        "unread_count": SimpleLazyObject(lambda: _unread_count(request)),
        "staff_desks": SimpleLazyObject(lambda: _staff_desks(request)),
    }


def _unread_count(request: HttpRequest) -> int:
    """What the bell shows: one query, and only where a page has a bell."""
    user = getattr(request, "user", None)
    return unread_of(user).count() if user is not None and user.is_authenticated else 0


def _staff_desks(request: HttpRequest) -> list[StaffDesk]:
    """What the menu and the dashboard offer to staff: no query until something is counted."""
    user = getattr(request, "user", None)
    return desks_of(user) if user is not None and user.is_authenticated else []
