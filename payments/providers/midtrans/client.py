"""How Midtrans is asked: Core API with the server key, payouts with one key per pair of eyes."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings

from payments.providers import line
from payments.providers.base import Refused, Unknown
from payments.providers.units import word

_MISSING, _TAKEN = "404", "406"
# Clear noes of docs.midtrans.com/reference/code-4xx; the others may be better tomorrow.
_NO = {
    "400": "refused_by_provider",
    "404": "not_paid",
    "406": "key_reused",
    "412": "not_paid",
    "413": "refused_by_provider",
    "414": "refund_too_large",
    "418": "refund_not_supported",
}
log = structlog.get_logger(__name__)


def get(path: str) -> Any:
    """What Core API has under an address; None where it has nothing.

    Midtrans says its status in the body too, at times under 200: the body's counts.
    """
    answer = _core("GET", path)
    code = _code(answer)
    if code == _MISSING:
        return None
    if not code.startswith("2") and code != "407":
        raise Unknown(code)
    return answer.body


def post(path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
    """Have something done; None where the order exists already; raises Refused and Unknown."""
    answer = _core("POST", path, body=body, headers=headers)
    code = _code(answer)
    if code == _TAKEN:
        return None
    if code.startswith("2"):
        return answer.body
    log.warning("midtrans_no", code=code)
    if code in _NO:
        raise Refused(_NO[code])
    raise Unknown(code)


def payouts(method: str, path: str, *, user: str, **given: Any) -> line.Answer:
    """Ask the payout service as its creator or its approver."""
    return line.call(method, f"{settings.IRIS_API_BASE}/api/v1{path}", user=user, **given)


def _core(method: str, path: str, **given: Any) -> line.Answer:
    url = f"{settings.MIDTRANS_API_BASE}{path}"
    return line.call(method, url, user=settings.MIDTRANS_SERVER_KEY, **given)


def _code(answer: line.Answer) -> str:
    code = word(answer.body, "status_code") or str(answer.status)
    if not (code.isascii() and code.isdigit()) or code[0] == "5":
        raise Unknown(code)
    return code
