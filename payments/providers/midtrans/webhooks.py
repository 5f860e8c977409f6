"""Midtrans' notifications: signed with the server key, those of payouts with the merchant key.

The signature of a payment covers neither its state nor a time: the state is asked for.
Sources: docs.midtrans.com/docs/https-notification-webhooks, reference/notification-payload-1.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from payments.providers.base import BadSignature, Notice, Subject, read_json
from payments.providers.units import word

HEADER = "Iris-Signature"


def verify(
    *, body: bytes, headers: Mapping[str, str], server_key: str, merchant_key: str
) -> Notice:
    """Read a notification; raises BadSignature."""
    payload = read_json(body)
    signature = headers.get(HEADER, "")
    if signature:
        _compare(signature, body, merchant_key)
        return _payout(payload)
    signed = "".join(word(payload, name) for name in ("order_id", "status_code", "gross_amount"))
    _compare(word(payload, "signature_key"), signed.encode(errors="replace"), server_key)
    return _payment(payload)


def _compare(given: str, signed: bytes, key: str) -> None:
    ours = hashlib.sha512(signed + key.encode()).hexdigest()
    if not key or not hmac.compare_digest(given.encode(errors="replace"), ours.encode()):
        raise BadSignature


def _payment(payload: Any) -> Notice:
    order_id, status = word(payload, "order_id"), word(payload, "transaction_status")
    if not order_id:
        raise BadSignature
    return Notice(
        event_id=f"{order_id}:{status}:{word(payload, 'status_code')}"[:100],
        kind=f"payment.{status}",
        object_key=order_id,
        payload=payload,
        subject=Subject.PAYMENT,
        reference=word(payload, "transaction_id"),
    )


def _payout(payload: Any) -> Notice:
    reference, status = word(payload, "reference_no"), word(payload, "status")
    if not reference:
        raise BadSignature
    return Notice(
        event_id=f"{reference}:{status}"[:100],
        kind=f"payout.{status}",
        object_key="",
        payload=payload,
        subject=Subject.PAYOUT,
        reference=reference,
    )
