"""The same request twice is done once: `Idempotency-Key` on every POST that moves money."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError, InvalidInput
from core.models import IdempotencyKey

HEADER = "Idempotency-Key"
LONGEST = 100
ABANDONED_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(days=30)

Handler = Callable[..., Response]


class KeyMeansAnotherRequest(DomainError):
    """The key was used before, for something else."""

    code = "idempotency_key_reused"


class StillWorking(DomainError):
    """The first request with this key has no answer yet."""

    code = "idempotency_in_progress"


def key_of(request: Request) -> str:
    """The request's key, made unique among people, to hand to a service.

    Raises InvalidInput where the header is missing or too long.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        raise InvalidInput(_("Send an Idempotency-Key header: any text that is new each time."))
    if len(key) > LONGEST:
        raise InvalidInput(_("The Idempotency-Key may have 100 characters at the most."))
    return f"{request.user.pk}:{key}"


def idempotent(handler: Handler) -> Handler:
    """Decorate a handler method of an API view: a repeated request gets the first one's answer."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                HEADER,
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description="Any text that is new for each intent, such as a UUID.",
            )
        ]
    )
    @wraps(handler)
    def answer_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        owner, key = key_of(request).split(":", 1)
        claim = claim_key(owner=owner, key=key, fingerprint=_hash(request), now=timezone.now())
        if claim.status is not None:
            return Response(claim.answer, claim.status, headers={"Idempotent-Replayed": "true"})
        try:
            response = handler(view, request, *args, **kwargs)
        except BaseException:
            claim.delete()
            raise
        keep_answer(claim=claim, response=response)
        return response

    return answer_once


@transaction.atomic
def claim_key(*, owner: str, key: str, fingerprint: str, now: datetime) -> IdempotencyKey:
    """The row of this key: a new one to work under, or one that carries its answer.

    Raises KeyMeansAnotherRequest, and StillWorking within a minute of an unanswered claim; after
    that the first worker is taken for dead, and services are safe to call twice.
    """
    claim, is_new = IdempotencyKey.objects.select_for_update().get_or_create(
        owner=owner, key=key, defaults={"request_hash": fingerprint, "claimed_at": now}
    )
    if is_new:
        return claim
    if claim.request_hash != fingerprint:
        raise KeyMeansAnotherRequest(_("This Idempotency-Key was used for another request."))
    if claim.status is None:
        if now - claim.claimed_at < ABANDONED_AFTER:
            raise StillWorking(_("The first request with this key is still being worked on."))
        claim.claimed_at = now
        claim.save(update_fields=["claimed_at"])
    return claim


def keep_answer(*, claim: IdempotencyKey, response: Response) -> None:
    """Keep a success for the next time; a refusal is free to be tried again."""
    if response.status_code >= 400:
        claim.delete()
        return
    claim.status = response.status_code
    claim.answer = json.loads(JSONRenderer().render(response.data) or b"null")
    claim.save(update_fields=["status", "answer"])


def forget_keys(*, now: datetime) -> int:
    """Delete keys older than a month; returns how many."""
    return IdempotencyKey.objects.filter(claimed_at__lt=now - KEPT_FOR).delete()[0]


def _hash(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=force_str)
    said = f"{request.method} {request.get_full_path()}\n{body}"
    return hashlib.sha256(said.encode()).hexdigest()
