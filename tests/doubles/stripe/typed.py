"""The second judge of requests: the parameter types inside stripe-python."""

import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe.params
import stripe.params.checkout
from typing_extensions import get_type_hints, is_typeddict

# What the types of options, which stand beside every parameter, lean on.
_NAMES = {**vars(typing), "StripeContext": str}
_TYPES: list[tuple[str, str, Any]] = [
    ("POST", "/v1/checkout/sessions", stripe.params.checkout.SessionCreateParams),
    ("GET", "/v1/checkout/sessions", stripe.params.checkout.SessionListParams),
    ("GET", "/v1/checkout/sessions/[^/]+", stripe.params.checkout.SessionRetrieveParams),
    ("POST", "/v1/checkout/sessions/[^/]+/expire", stripe.params.checkout.SessionExpireParams),
    ("GET", "/v1/charges", stripe.params.ChargeListParams),
    ("GET", "/v1/charges/[^/]+", stripe.params.ChargeRetrieveParams),
    ("POST", "/v1/refunds", stripe.params.RefundCreateParams),
    ("GET", "/v1/refunds", stripe.params.RefundListParams),
    ("GET", "/v1/refunds/[^/]+", stripe.params.RefundRetrieveParams),
    ("POST", "/v1/transfers", stripe.params.TransferCreateParams),
    ("GET", "/v1/transfers", stripe.params.TransferListParams),
    ("POST", "/v1/transfers/[^/]+/reversals", stripe.params.TransferCreateReversalParams),
    ("POST", "/v1/payouts", stripe.params.PayoutCreateParams),
    ("GET", "/v1/payouts", stripe.params.PayoutListParams),
    ("GET", "/v1/disputes", stripe.params.DisputeListParams),
    ("GET", "/v1/disputes/[^/]+", stripe.params.DisputeRetrieveParams),
    ("POST", "/v1/disputes/[^/]+/close", stripe.params.DisputeCloseParams),
    ("POST", "/v1/disputes/[^/]+", stripe.params.DisputeModifyParams),
    ("POST", "/v1/files", stripe.params.FileCreateParams),
    ("GET", "/v1/balance", stripe.params.BalanceRetrieveParams),
    ("GET", "/v1/balance_transactions", stripe.params.BalanceTransactionListParams),
    ("GET", "/v1/webhook_endpoints", stripe.params.WebhookEndpointListParams),
    ("GET", "/v1/accounts", stripe.params.AccountListParams),
    ("POST", "/v1/accounts", stripe.params.AccountCreateParams),
    ("GET", "/v1/accounts/[^/]+", stripe.params.AccountRetrieveParams),
    ("POST", "/v1/account_links", stripe.params.AccountLinkCreateParams),
]


def faults_of_request(method: str, path: str, params: dict[str, Any]) -> list[str]:
    """What the library's types object to; empty if nothing."""
    for verb, pattern, expected in _TYPES:
        if verb == method and re.fullmatch(pattern, path):
            return list(_faults(params, expected, f"{method} {path}"))
    raise AssertionError(f"no type is named for {method} {path}")


@cache
def _hints(expected: Any) -> dict[str, Any]:
    return get_type_hints(expected, localns=_NAMES, include_extras=True)


def _faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    origin = get_origin(expected)
    if origin in {NotRequired, Required}:
        yield from _faults(value, get_args(expected)[0], where)
    elif origin in {Union, types.UnionType}:
        yield from min((list(_faults(value, one, where)) for one in get_args(expected)), key=len)
    elif is_typeddict(expected) or origin is dict:
        yield from _members(value, expected, where)
    elif origin is list:
        members = value.values() if isinstance(value, dict) else [value]
        for number, one in enumerate(members):
            yield from _faults(one, get_args(expected)[0], f"{where}[{number}]")
    elif not _reads_as(value, expected):
        yield f"{where}: {value!r} is no {expected}"


def _members(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r} is no mapping"
        return
    if not is_typeddict(expected):  # free names, such as those of metadata
        return
    hints = _hints(expected)
    for name, hint in hints.items():
        if get_origin(hint) is not NotRequired and name not in value and not _is_option(name):
            yield f"{where}.{name}: is missing"
    for name, one in value.items():
        if name in hints:
            yield from _faults(one, hints[name], f"{where}.{name}")
        else:
            yield f"{where}.{name}: is unknown"


def _is_option(name: str) -> bool:
    """What the library's types name beside parameters: keys, versions, accounts."""
    return name in stripe.RequestOptions.__annotations__


def _reads_as(value: Any, expected: Any) -> bool:
    if get_origin(expected) is Literal:
        return value in get_args(expected)
    if isinstance(value, bytes):
        return True
    patterns = {int: r"-?\d+", float: r"-?\d+(\.\d+)?", bool: "true|false", str: r"(?s).*"}
    return (
        isinstance(value, str)
        and re.fullmatch(patterns.get(expected, r"(?s).*"), value) is not None
    )
