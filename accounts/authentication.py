"""`Authorization: Bearer karya_…` for the API."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services.tokens import use_token


class TokenAuthentication(BaseAuthentication):
    """The person who made the token; `request.auth` is the token."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Nobody without a bearer header; raises AuthenticationFailed for a bad token."""
        kind, _space, secret = get_authorization_header(request).partition(b" ")
        if kind.lower() != self.keyword.lower().encode():
            return None
        token = use_token(secret=secret.strip().decode("latin-1"), now=timezone.now())  # noqa: TID251 -- an edge
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return self.keyword


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the API's description says about tokens."""

    target_class = TokenAuthentication
    name = "PersonalAccessToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer", "description": "A personal access token."}
