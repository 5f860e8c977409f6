"""How the bank signs what it says: HMAC-SHA256 over the time and the raw body."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings

HEADER = "Sandbox-Signature"
TOLERANCE = timedelta(minutes=5)
LONGEST_STAMP = 11


def sign(body: bytes, *, now: datetime) -> str:
    """The header's value: `t=<unix seconds>,v1=<hex>`."""
    stamp = int(now.timestamp())
    return f"t={stamp},v1={_digest(stamp, body)}"


def is_signed(body: bytes, header: str, *, now: datetime) -> bool:
    """Whether the header is ours and not older, nor newer, than five minutes."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP):
        return False
    signed_at = datetime.fromtimestamp(int(stamp), tz=UTC)
    is_fresh = abs(now - signed_at) <= TOLERANCE
    is_ours = hmac.compare_digest(parts.get("v1", "").encode(), _digest(int(stamp), body).encode())
    return is_fresh and is_ours


def _digest(stamp: int, body: bytes) -> str:
    secret = settings.SANDBOX_SECRET or f"sandbox:{settings.SECRET_KEY}"
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
