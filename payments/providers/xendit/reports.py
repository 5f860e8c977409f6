"""Xendit's transaction report, for reconciliation.

Source: docs.xendit.co/apidocs/list-transactions.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from payments.providers.base import Settled, Subject, Unknown
from payments.providers.units import moment, needed, word
from payments.providers.xendit import client
from payments.providers.xendit.channels import CURRENCY
from payments.providers.xendit.payments import settled_moment

PAGE = "50"
_SUBJECTS = {
    "PAYMENT": Subject.PAYMENT,
    "REFUND": Subject.REFUND,
    "DISBURSEMENT": Subject.PAYOUT,
}


def list_settled(since: datetime, until: datetime) -> Iterator[Settled]:
    """Payments, refunds and payouts made in a window, and payouts that came back in it."""
    kinds = [("types", kind) for kind in _SUBJECTS]
    moved = [("statuses", "SUCCESS"), ("statuses", "REVERSED")]
    for row in _rows("created", since, until, [*kinds, *moved]):
        if since <= settled_moment(row) < until:
            yield _settled(row, _SUBJECTS[word(row, "type")], settled_moment(row))
    back = [("types", "DISBURSEMENT"), ("statuses", "REVERSED")]
    for row in _rows("updated", since, until, back):
        at = moment(word(row, "updated"))
        if word(row, "status") == "REVERSED" and at is not None and since <= at < until:
            yield _settled(row, Subject.PAYOUT_RETURN, at)


def _settled(row: Any, subject: Subject, at: datetime) -> Settled:
    return Settled(
        subject=subject,
        key=word(row, "reference_id"),
        reference=_reference(row, subject),
        amount=client.amount_of(row, "amount"),
        cost=client.cost_of(row),
        settled_at=at,
    )


def _reference(row: Any, subject: Subject) -> str:
    """The same name as our rows have: the request of a payment, the object itself otherwise."""
    request = word(row.get("product_data"), "payment_request_id")
    return request if subject == Subject.PAYMENT and request else needed(row, "product_id")


def _rows(
    field: str, since: datetime, until: datetime, query: list[tuple[str, str]]
) -> Iterator[Any]:
    """All pages, by the last id of each."""
    window = [
        (f"{field}[gte]", _stamp(since)),
        (f"{field}[lte]", _stamp(until)),
        ("currency", CURRENCY),
        ("limit", PAGE),
    ]
    after: list[tuple[str, str]] = []
    while True:
        page = client.get("/transactions", [*query, *window, *after])
        rows = page.get("data") if isinstance(page, dict) else None
        if not isinstance(rows, list):
            raise Unknown("no list")
        known = [row for row in rows if word(row, "type") in _SUBJECTS]
        yield from known
        if not rows or page.get("has_more") is not True:
            return
        after = [("after_id", needed(rows[-1], "id"))]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
