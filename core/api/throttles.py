"""How often one person or address may ask; the rates are settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # rest_framework.views reads the settings that name this module
    from rest_framework.views import APIView


class PerPerson(SimpleRateThrottle):
    """Every request, counted by person, or by address where nobody has signed in."""

    scope = "person"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        person = request.user.pk if request.user.is_authenticated else None
        return f"throttle:{self.scope}:{person or self.get_ident(request)}"


class Writes(PerPerson):
    """Requests that change something."""

    scope = "writes"

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or super().allow_request(request, view)


class MovesMoney(Writes):
    """Requests that move money: `throttle_classes = [*default, MovesMoney]`."""

    scope = "money"
