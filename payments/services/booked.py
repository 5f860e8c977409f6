"""What the book says of things that a provider reports: amount and cost, from their postings."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Min

from core.money import Money
from payments.models import PayoutPart, Refund
from payments.providers.base import Settled, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One thing as the book has it; the same fields as a row of a report."""

    subject: Subject
    key: str
    reference: str
    amount: Money
    cost: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows of a subject are, when they happened, and how their posting is called."""

    table: str
    at: str
    posting: str
    key: str = "o.key"
    reference: str = "o.provider_reference"


_SETTLED_IN = "(SELECT s.key FROM payments_transfer s WHERE s.id = o.settled_in_id)"
_ROWS = {
    Subject.PAYMENT: _Rows("payments_payin", "o.captured_at", "'payin:' || o.id || ':captured'"),
    Subject.REFUND: _Rows("payments_refund", "o.done_at", "'refund:' || o.id || ':done'"),
    Subject.REFUND_RETURN: _Rows(
        "payments_refund", "o.returned_at", "'refund:' || o.id || ':returned'"
    ),
    Subject.CHARGEBACK: _Rows(
        "payments_chargeback",
        "o.taken_at",
        "'chargeback:' || o.id || ':taken'",
        key="o.reference",
        reference="o.reference",
    ),
    Subject.CHARGEBACK_RETURN: _Rows(
        "payments_chargeback",
        "o.settled_at",
        "'chargeback:' || o.id || ':won'",
        key="o.reference",
        reference="o.reference",
    ),
    Subject.PAYOUT: _Rows("payments_payoutpart", "o.paid_at", _SETTLED_IN),
    Subject.PAYOUT_RETURN: _Rows(
        "payments_payoutpart", "o.returned_at", "'payout-part:' || o.id || ':returned'"
    ),
}
# Cash and cost together are the amount, whichever way it went; the cost alone is the fee's line.
_SELECT = """
    SELECT {key}, {reference}, e.currency, abs(sum(e.amount_minor)),
           coalesce(-sum(e.amount_minor) FILTER (WHERE a.kind = 'provider_fee'), 0), {at}
    FROM {table} o
    JOIN payments_transfer t ON t.key = {posting}
    JOIN payments_entry e ON e.transfer_id = t.id
    JOIN payments_account a ON a.id = e.account_id AND a.kind IN ('provider_cash', 'provider_fee')
    WHERE o.provider = %s AND {which}
    GROUP BY o.id, e.currency ORDER BY o.id
"""


def booked_for(provider: str, rows: Iterable[Settled]) -> dict[tuple[str, str], Booked]:
    """What the book has of some reported rows, under (subject, key) and (subject, reference)."""
    found: dict[tuple[str, str], Booked] = {}
    asked: dict[Subject, list[Settled]] = {}
    for row in rows:
        asked.setdefault(row.subject, []).append(row)
    for subject, some in asked.items():
        keys = [row.key for row in some if row.key]
        references = [row.reference for row in some if not row.key]
        for booked in (
            *_select(subject, "{key} = ANY(%s)", provider, keys),
            *_select(subject, "{reference} = ANY(%s)", provider, references),
        ):
            found[subject, booked.key] = found[subject, booked.reference] = booked
    return found


def booked_between(provider: str, since: datetime, until: datetime) -> Iterator[Booked]:
    """All that the book says moved money at a provider from `since` on and before `until`."""
    for subject, rows in _ROWS.items():
        which = f"{rows.at} >= %s AND {rows.at} < %s"
        yield from _select(subject, which, provider, since, until)


def asked_first(provider: str, since: datetime, until: datetime) -> datetime | None:
    """When the oldest was asked for of what went out in a window.

    Some providers report a refund or a payout under the moment at which it was begun, however
    long it took.
    """
    refunds = Refund.objects.filter(
        provider=provider, done_at__gte=since, done_at__lt=until
    ).aggregate(at=Min("created_at"))
    parts = PayoutPart.objects.filter(
        provider=provider, paid_at__gte=since, paid_at__lt=until
    ).aggregate(at=Min("submitted_at"))
    return min((one["at"] for one in (refunds, parts) if one["at"] is not None), default=None)


def _select(subject: Subject, which: str, provider: str, *values: Any) -> Iterator[Booked]:
    rows = _ROWS.get(subject)
    if rows is None or values == ([],):
        return
    names = asdict(rows)
    sql = _SELECT.format(**names, which=which.format(**names))
    with connection.cursor() as cursor:
        cursor.execute(sql, [provider, *values])
        for key, reference, currency, minor, cost, at in cursor.fetchall():
            yield Booked(
                subject=subject,
                key=key,
                reference=reference,
                amount=Money(int(minor), currency),
                cost=Money(int(cost), currency),
                at=at,
            )
