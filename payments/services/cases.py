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


def report_frozen(
    *, key: str, payin: Payin, subject: str, received: Money, now: datetime
) -> Mismatch:
    """The same about money that a bank wants back: its escrow stays frozen while the case is open.

    The escrow is locked.
    """
    case, _is_new = Mismatch.objects.get_or_create(
        key=key,
        defaults={
            "kind": MismatchKind.RESULT,
            "provider": payin.provider,
            "payin": payin,
            "subject": subject[:100],
            "received_minor": received.minor,
            "received_currency": received.currency,
            "is_freezing": True,
            "opened_at": now,
        },
    )
    return case
