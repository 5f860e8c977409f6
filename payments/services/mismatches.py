"""Cases where a provider and the book do not agree; a person decides."""

from datetime import datetime

from core.money import Money
from payments.models import Mismatch, Payin
from payments.states import MismatchKind


def report(
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
            "expected_minor": expected and expected.minor,
            "expected_currency": expected.currency if expected else "",
            "received_minor": received and received.minor,
            "received_currency": received.currency if received else "",
            "opened_at": now,
        },
    )
    return case
