"""Payments and refunds through Core API; our key is the order id, which Midtrans takes once.

Sources: docs.midtrans.com/reference/charge-api, docs/get-status-api-requests,
reference/direct-refund-transaction.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.money import Money
from payments.providers.base import Found, PaymentAsked, RefundAsked, Refused, Status, Unknown
from payments.providers.midtrans import client
from payments.providers.midtrans.channels import BY_WAY, CURRENCY, EXPONENTS
from payments.providers.units import from_number, needed, to_units, word
from payments.states import Method

JAKARTA = ZoneInfo("Asia/Jakarta")  # all of Midtrans' times
_NOTHING = Money(0, CURRENCY)
_STATUS = {
    "pending": Status.WAITING,
    "authorize": Status.PROCESSING,
    "capture": Status.DONE,
    "settlement": Status.DONE,
    "refund": Status.DONE,
    "partial_refund": Status.DONE,
    "chargeback": Status.DONE,
    "partial_chargeback": Status.DONE,
    "cancel": Status.EXPIRED,
    "expire": Status.EXPIRED,
    "deny": Status.FAILED,
    "failure": Status.FAILED,
}


def create(asked: PaymentAsked, *, now: datetime) -> Found:
    """Charge: instructions for our page, or an address to go on at."""
    channel = BY_WAY.get((asked.method, asked.channel))
    if channel is None or asked.amount.currency != CURRENCY:
        raise Refused("not_offered")
    minutes = max(1, int((asked.expires_at - now) / timedelta(minutes=1)))
    made = client.post(
        "/v2/charge",
        {
            "payment_type": channel.payment_type,
            "transaction_details": {
                "order_id": asked.key,
                "gross_amount": to_units(asked.amount, EXPONENTS),
            },
            "custom_expiry": {"expiry_duration": minutes, "unit": "minute"},
            **channel.details(asked.return_url),
        },
        {"X-Override-Notification": asked.notify_url},
    )
    return _found(made) if made is not None else _lost(asked)


def fetch(key: str) -> Found | None:
    """The payment as it is now."""
    found = fetch_with_refunds(key)
    return found[0] if found is not None else None


def fetch_with_refunds(key: str) -> tuple[Found, list[Found]] | None:
    """The payment as it is now, and every refund of it, whoever asked for it."""
    order = client.get(f"/v2/{key}/status")
    if order is None:
        return None
    return _found(order), [_refund_of(order, row) for row in _refund_rows(order)]


def cancel(key: str) -> Found | None:
    """Take no more money; where it is too late, how it stands."""
    with suppress(Refused):
        client.post(f"/v2/{key}/cancel", {})
    return fetch(key)


def refund(asked: RefundAsked, *, now: datetime) -> Found:
    """Send back a part or all; one that Midtrans has under our key is not asked for again."""
    order = client.get(f"/v2/{asked.payment_key}/status")
    if order is None:
        raise Refused("not_paid")
    known = _refund_in(order, asked.key)
    if known is not None:
        return known
    kind = word(order, "payment_type")
    if kind in {"bank_transfer", "echannel"}:
        raise Refused("refund_not_supported")
    if kind == "shopeepay" and _sleeps(now):
        raise Unknown("ShopeePay refunds nothing at night")
    units = to_units(asked.amount, EXPONENTS)
    client.post(
        f"/v2/{asked.payment_key}/refund/online/direct",
        {"refund_key": asked.key, "amount": units, "reason": asked.reason[:100] or "Karya"},
    )
    return _refunded(asked.key, asked.payment_key, asked.amount)


def fetch_refund(key: str, reference: str) -> Found | None:
    """The refund of our key; its reference names the order that it belongs to."""
    order_id = reference.partition("/")[0]
    order = client.get(f"/v2/{order_id}/status") if order_id else None
    return _refund_in(order, key) if order is not None else None


def _found(order: Any) -> Found:
    status = _STATUS.get(needed(order, "transaction_status"))
    if status is None:
        raise Unknown("another status")
    if word(order, "fraud_status") in {"challenge", "deny"} and status == Status.DONE:
        status = Status.PROCESSING
    links = _links(order)
    return Found(
        key=needed(order, "order_id"),
        reference=needed(order, "transaction_id"),
        status=status,
        amount=from_number(order.get("gross_amount"), word(order, "currency"), EXPONENTS),
        cost=_NOTHING,
        failure="refused_by_bank" if status == Status.FAILED else "",
        checkout_url=links if links.startswith("https://") else "",
        instructions=_instructions(order, links),
        expires_at=_moment(order, "expiry_time"),
        settled_at=_moment(order, "settlement_time"),
    )


def _lost(asked: PaymentAsked) -> Found:
    """The order exists, and its answer was lost.

    Account numbers are said again; a QR or a link is not: then the order is called off, so that
    nobody pays what nobody sees, and the payer begins anew.
    """
    found = fetch(asked.key)
    if found is None:
        raise Unknown("taken and not there")
    if asked.method == Method.VA or found.status != Status.WAITING:
        return found
    if found.checkout_url or found.instructions:
        return found
    return cancel(asked.key) or found


def _links(order: Any) -> str:
    actions = order.get("actions")
    for one in actions if isinstance(actions, list) else []:
        if word(one, "name") == "deeplink-redirect":
            return word(one, "url")
    return ""


def _instructions(order: Any, link: str) -> dict[str, str]:
    numbers = order.get("va_numbers")
    first = numbers[0] if isinstance(numbers, list) and numbers else {}
    said = {
        "qr_string": word(order, "qr_string"),
        "bank": word(first, "bank"),
        "va_number": word(first, "va_number"),
        "deeplink": link,
    }
    if word(order, "permata_va_number"):
        said |= {"bank": "permata", "va_number": word(order, "permata_va_number")}
    if word(order, "bill_key"):
        biller = word(order, "biller_code")
        said |= {"bank": "mandiri", "va_number": f"{biller}{word(order, 'bill_key')}"}
    return {name: value for name, value in said.items() if value}


def _refund_in(order: Any, key: str) -> Found | None:
    for row in _refund_rows(order):
        if word(row, "refund_key") == key:
            return _refund_of(order, row)
    return None


def _refund_rows(order: Any) -> list[Any]:
    rows = order.get("refunds")
    return rows if isinstance(rows, list) else []


def _refund_of(order: Any, row: Any) -> Found:
    amount = from_number(row.get("refund_amount"), CURRENCY, EXPONENTS)
    key, order_id = word(row, "refund_key"), needed(order, "order_id")
    return _refunded(key, order_id, amount, _moment(row, "created_at"))


def _refunded(key: str, order_id: str, amount: Money, at: datetime | None = None) -> Found:
    return Found(
        key=key,
        reference=f"{order_id}/{key}",
        status=Status.DONE,
        amount=amount,
        cost=_NOTHING,
        settled_at=at,
    )


def _sleeps(now: datetime) -> bool:
    """23:55 to 06:00 in Jakarta, with some minutes to spare."""
    at = now.astimezone(JAKARTA)
    return (at.hour, at.minute) >= (23, 50) or at.hour < 6


def _moment(order: Any, name: str) -> datetime | None:
    try:
        read = datetime.strptime(word(order, name), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 -- next
    except ValueError:
        return None
    return read.replace(tzinfo=JAKARTA)
