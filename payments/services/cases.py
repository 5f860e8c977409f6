"""Cases for a person: a provider and the book do not agree about one thing."""

from datetime import datetime

from core.money import Money
from payments.models import Mismatch, Payin
from payments.states import MismatchKind


def report(  # noqa: PLR0913 -- a case names both sides
    *,
    kind: MismatchKind,
    key: str,
    provider: str,
    payin: Payin | None,
    subject: str,
    expected: Money | None,
    received: Money | None,
    now: datetime,
) -> Mismatch:
    """Open a case, once per key."""
    case, _is_new = Mismatch.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "provider": provider,
            "payin": payin,
            "subject": subject[:100],
            "expected_minor": expected.minor if expected is not None else None,
            "expected_currency": expected.currency if expected is not None else "",
            "received_minor": received.minor if received is not None else None,
            "received_currency": received.currency if received is not None else "",
            "opened_at": now,
        },
    )
    return case
