"""How Xendit is asked: its keys, versions and errors in the words of the port."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings

from core.money import Money
from payments.providers import line
from payments.providers.base import Refused, Unknown
from payments.providers.units import from_number, word
from payments.providers.xendit.channels import CURRENCY, EXPONENTS

VERSION = {"api-version": "2024-11-11"}  # of the Payments API
# A no that only means "not now", or "I may have done it": asked again later, given up never.
_NOT_NOW = frozenset(
    {
        "CHANNEL_UNAVAILABLE",
        "DUPLICATE_ERROR",
        "INSUFFICIENT_BALANCE",
        "INVALID_API_KEY",
        "INVALID_MERCHANT_SETTINGS",
        "ISSUER_UNAVAILABLE",
        "PAYMENT_REQUEST_RATE_LIMITED",
        "RATE_LIMIT_EXCEEDED",
        "REFUND_IN_PROGRESS",
        "REQUEST_FORBIDDEN_ERROR",
        "SERVER_ERROR",
        "TEMPORARILY_UNAVAILABLE",
    }
)
_OURS = {
    "ACCOUNT_NAME_MISMATCH": "name_differs",
    "DESTINATION_MAXIMUM_LIMIT": "over_the_limit",
    "INVALID_DESTINATION": "account_not_found",
    "PAYMENT_AMOUNT_LIMITS_EXCEEDED": "over_the_limit",
    "REFUND_AMOUNT_EXCEEDED": "refund_too_large",
    "INELIGIBLE_TRANSACTION_STATUS": "not_paid",
    "PARTIAL_REFUND_NOT_SUPPORTED": "refund_not_supported",
    "PARTIAL_REFUND_COUNTS_EXCEEDED": "refund_not_supported",
    "REJECTED_BY_CHANNEL": "refused_by_bank",
    "USER_DECLINED_PAYMENT": "declined_by_payer",
}
log = structlog.get_logger(__name__)


def get(path: str, query: line.Query = (), *, headers: Mapping[str, str] | None = None) -> Any:
    """What Xendit has under an address; None where it has nothing, Unknown for any other no."""
    answer = _ask("GET", path, query=query, headers=headers)
    if answer.status == 404:
        return None
    if not answer.is_success:
        raise Unknown(_code_of(answer))
    return answer.body


def post(path: str, body: Mapping[str, Any], *, headers: Mapping[str, str]) -> Any:
    """Have something made; raises Refused for a clear no, Unknown otherwise."""
    return _success(_ask("POST", path, body=body, headers=headers))


def failure_of(code: str) -> str:
    """Our word for why something failed."""
    return _OURS.get(code, code.lower())[:60]


def amount_of(thing: Any, name: str) -> Money:
    """An amount beside the currency of the same object; raises Unknown."""
    if not isinstance(thing, Mapping):
        raise Unknown("no object")
    return from_number(thing.get(name), thing.get("currency"), EXPONENTS)


def cost_of(transaction: Any) -> Money:
    """What Xendit keeps of a transaction: its fee and the tax on it, up to whole rupiah."""
    fee = transaction.get("fee") if isinstance(transaction, Mapping) else None
    if not isinstance(fee, Mapping) or fee.get("status") in {"CANCELED", "REVERSED"}:
        return Money(0, CURRENCY)
    parts = [fee.get("xendit_fee") or 0, fee.get("value_added_tax") or 0]
    if not all(isinstance(part, int | Decimal) for part in parts):
        raise Unknown("no fee")
    return from_number(-(-sum(map(Decimal, parts)) // 1), CURRENCY, EXPONENTS)


def _ask(method: str, path: str, **given: Any) -> line.Answer:
    return line.call(
        method, f"{settings.XENDIT_API_BASE}{path}", user=settings.XENDIT_SECRET_KEY, **given
    )


def _success(answer: line.Answer) -> Any:
    if answer.is_success:
        return answer.body
    code = _code_of(answer)
    if code in _NOT_NOW or code == str(answer.status):
        raise Unknown(code)
    raise Refused(failure_of(code))


def _code_of(answer: line.Answer) -> str:
    """Xendit's word for its no; the bare status where it has none."""
    code = word(answer.body, "error_code")
    log.warning("xendit_no", status=answer.status, code=code)
    return code or str(answer.status)
