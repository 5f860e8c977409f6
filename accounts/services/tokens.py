"""Personal access tokens: made, used, revoked. Only their hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import TokenMade
from accounts.models import ApiToken, User
from accounts.policies import can_change_account, can_revoke_token, can_use_token
from accounts.scopes import Scope
from accounts.selectors import usable_tokens_of
from core.errors import InvalidInput, LimitReached
from core.events import publish
from core.policies import require

MOST_TOKENS = 20
LONGEST = timedelta(days=366)
_START = "karya_"
_PREFIX_LENGTH = 12
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """The row, and the secret that is never shown again."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: Sequence[str], lifetime: timedelta, by: User, now: datetime
) -> NewToken:
    """Make a token; raises InvalidInput for unknown scopes or a lifetime over a year."""
    require(can_change_account, by, user)
    if not scopes or not set(scopes) <= set(Scope.values):
        raise InvalidInput(_("Choose at least one thing that the token may do."))
    if not timedelta(0) < lifetime <= LONGEST:
        raise InvalidInput(_("A token lives for a day at least and a year at the most."))
    User.objects.select_for_update().get(pk=user.pk)
    if usable_tokens_of(user, now).count() >= MOST_TOKENS:
        raise LimitReached(_("You have 20 tokens. Revoke one that you no longer need."))
    secret = _START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:_PREFIX_LENGTH],
        digest=digest_of(secret),
        scopes=[scope for scope in Scope.values if scope in scopes],
        created_at=now,
        expires_at=now + lifetime,
    )
    publish(TokenMade(token_id=token.pk))
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: datetime) -> ApiToken:
    """End a token at once; safe to repeat."""
    require(can_revoke_token, by, token)
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    token.refresh_from_db()
    return token


@transaction.atomic
def revoke_all_tokens(*, user: User, now: datetime) -> None:
    """End every token of somebody at once; safe to repeat."""
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def use_token(*, secret: str, now: datetime) -> ApiToken | None:
    """The token of this secret if it may be used now; notes the use, once a minute."""
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None or not can_use_token(token, now):
        return None
    if token.last_used_at is None or now - token.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def digest_of(secret: str) -> str:
    """What is kept of a token: enough to know it again, and not to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()
