"""Xendit's notifications: its token in a header, compared in constant time.

The token says who speaks, not what or when, so nothing of the body is believed but the names of
the object; an old or repeated message asks for the present state once more and changes nothing.
Source: docs.xendit.co/docs/handling-webhooks.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from payments.providers.base import BadSignature, Notice, Subject, read_json
from payments.providers.units import word

HEADER = "x-callback-token"
_NAMES = {
    Subject.PAYMENT: ("payment_request_id", "payment_id"),
    Subject.REFUND: ("id", "id"),
    Subject.PAYOUT: ("id", "id"),
}


def verify(*, body: bytes, headers: Mapping[str, str], token: str) -> Notice:
    """Read a notification; raises BadSignature, also where we have no token to compare with."""
    given = headers.get(HEADER, "")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise BadSignature
    return _notice(read_json(body))


def _notice(payload: Any) -> Notice:
    kind = word(payload, "event")
    subject = _subject(kind)
    thing = payload.get("data") if subject is not None else None
    if isinstance(thing, dict) and isinstance(thing.get("data"), dict):
        thing = thing["data"]  # refunds come in two wrappers in the published examples
    key = word(thing, "reference_id")
    if subject is None or not key:
        raise BadSignature
    reference, unique = (word(thing, name) for name in _NAMES[subject])
    return Notice(
        event_id=f"{kind}:{unique or reference or key}:{word(thing, 'status')}"[:100],
        kind=kind,
        object_key=key,
        payload=payload,
        subject=subject,
        reference=reference,
    )


def _subject(kind: str) -> Subject | None:
    start = kind.partition(".")[0]
    return {
        "payment": Subject.PAYMENT,
        "payment_request": Subject.PAYMENT,
        "refund": Subject.REFUND,
        "payout": Subject.PAYOUT,
    }.get(start)
