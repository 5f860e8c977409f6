"""HTTP to a provider: time-outs, one try, no redirects, JSON both ways.

Whatever is no clear answer is `Unknown`: a time-out, a dropped line, a slow drip, a 500, a page
where JSON was due. Whoever called looks up before trying again.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests
import structlog
import urllib3
from django.conf import settings

from payments.providers.base import Busy, Unknown

LARGEST = 8 * 1024**2  # bytes of one answer
CHUNK = 16 * 1024
# 401: our key is wrong, which is the operator's trouble and no fate of a payment.
_NO_ANSWER = frozenset({401, 402, 407, 408, 425})
_TOO_MANY = 429
log = structlog.get_logger(__name__)

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said: a success, or a clear no."""

    status: int
    body: Any

    @property
    def is_success(self) -> bool:
        return self.status < 300


def call(
    method: str,
    url: str,
    *,
    user: str,
    query: Query = (),
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request with `user` as the name of Basic authentication; raises Unknown."""
    patience: int = settings.PROVIDER_SECONDS
    started_at = time.monotonic_ns()
    try:
        with requests.request(
            method,
            url,
            auth=(user, ""),
            params=list(query),
            json=body,
            headers={"accept": "application/json", **(headers or {})},
            timeout=(min(5, patience), patience),
            allow_redirects=False,
            stream=True,
        ) as response:
            text = _read(response, started_at + patience * 10**9)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _unknown(method, url, type(error).__name__) from error
    if response.status_code == _TOO_MANY:
        log.warning("provider_busy", method=method, url=url.partition("?")[0])
        raise Busy(_seconds(response.headers.get("retry-after", "")))
    if response.status_code in _NO_ANSWER or not _is_clear(response.status_code):
        raise _unknown(method, url, str(response.status_code))
    return Answer(response.status_code, _parsed(text, method, url))


def _seconds(text: str) -> int:
    """How long they ask us to wait; 0 where they do not say it in seconds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _is_clear(status: int) -> bool:
    return 200 <= status < 300 or 400 <= status < 500


def _read(response: requests.Response, until: int) -> bytes:
    """The body, until a moment of the monotonic clock in ns: a drip of bytes does not hold us."""
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(CHUNK, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > LARGEST or time.monotonic_ns() > until:
            raise requests.exceptions.ReadTimeout("too slow or too long")
    return b"".join(parts)


def _parsed(text: bytes, method: str, url: str) -> Any:
    """The JSON of an answer; numbers with a point are exact."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise _unknown(method, url, "no JSON") from error


def _unknown(method: str, url: str, why: str) -> Unknown:
    log.warning("provider_unknown", method=method, url=url.partition("?")[0], why=why)
    return Unknown(why)
