"""Pieces of pages that many people read alike, kept for a few seconds.

Whoever has just changed something reads everything afresh: what they did shows on their next page,
and on everybody else's within `PIECES_KEPT_FOR` seconds. When half of that is over, the next
reader makes the piece anew while all others still get the old one; where there is no old one they
wait for it, for a short while. So many readers never make the same piece at once. Without Valkey
every piece is made anew.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError

Kept = TypeVar("Kept")
LONGEST_WAIT = 2  # seconds for the reader who makes a piece; then others make it as well


def remembered(key: str, make: Callable[[], Kept], *, seconds: int) -> Kept:
    """A value for everybody, made once in so many seconds; each time anew without Valkey."""
    with suppress(RedisError):
        found: Kept | None = cache.get(key)
        if found is not None:
            return found
    value = make()
    with suppress(RedisError):
        cache.set(key, value, timeout=seconds)
    return value


def remember_act(user_id: int) -> None:
    """This person has changed something just now."""
    with suppress(RedisError):  # nothing is kept either, then
        cache.set(_act(user_id), 1, 2 * settings.PIECES_KEPT_FOR)


def piece(name: str, make: Callable[[], str], *, reader: int | None) -> str:
    """The HTML of a piece that depends on its name, and on who reads only by what is listed here.

    That is: language, time zone, and whether somebody is signed in; `reader` is their number. It
    must hold nothing else of the reader's, no CSRF token above all.
    """
    key = _key(name, is_signed_in=reader is not None)
    try:
        html = None if reader and cache.get(_act(reader)) else _kept(key)
    except RedisError:
        return mark_safe(make())  # noqa: S308 -- rendered by a template
    if html is None:
        html = make()
        with suppress(RedisError):
            cache.set(key, (time.time(), html), settings.PIECES_KEPT_FOR)
            cache.delete(f"{key}:next")
    return mark_safe(html)  # noqa: S308


def _kept(key: str) -> str | None:
    """The piece, or nothing where it is ours to make."""
    patience = time.monotonic() + LONGEST_WAIT
    while True:
        html, is_good = _stored(key)
        if is_good:
            return html
        if time.monotonic() > patience:
            return None
        if cache.add(f"{key}:next", 1, LONGEST_WAIT):
            return _made_meanwhile(key)
        if html is not None:
            return html
        time.sleep(0.02)


def _made_meanwhile(key: str) -> str | None:
    """What another reader finished between our look and our turn, which we then give back."""
    html, is_good = _stored(key)
    if is_good:
        cache.delete(f"{key}:next")
    return html if is_good else None


def _stored(key: str) -> tuple[str | None, bool]:
    """What there is, and whether it will do without another one being made."""
    made_at, html = cache.get(key) or (0.0, None)
    half = settings.PIECES_KEPT_FOR / 2
    return html, not half or (html is not None and time.time() - made_at < half)


def _key(name: str, *, is_signed_in: bool) -> str:
    words = (name, get_language(), timezone.get_current_timezone_name(), is_signed_in)
    return "piece:" + sha256(repr(words).encode()).hexdigest()


def _act(user_id: int) -> str:
    return f"acted:{user_id}"
