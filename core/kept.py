"""Pieces of pages that many people read alike, kept for a few seconds.

Whoever has just changed something reads everything afresh: what they did shows on their next page,
and on everybody else's within `PIECES_KEPT_FOR` seconds. When half of that is over, the next
reader makes the piece anew while all others still get the old one, so that many readers never
make the same piece at once. Without Valkey every piece is made anew.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError


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
    asked = [key] if reader is None else [key, _act(reader)]
    try:
        kept = cache.get_many(asked)
        if key in kept and len(kept) == 1 and not _is_ours_to_make(key, kept[key][0]):
            return mark_safe(str(kept[key][1]))  # noqa: S308
    except RedisError:
        return mark_safe(make())  # noqa: S308 -- rendered by a template
    html = make()
    with suppress(RedisError):
        cache.set(key, (time.time(), html), settings.PIECES_KEPT_FOR)
    return mark_safe(html)  # noqa: S308


def _is_ours_to_make(key: str, made_at: float) -> bool:
    """Whether the piece is half worn, and nobody else makes the next one yet."""
    half = settings.PIECES_KEPT_FOR / 2
    is_worn = time.time() - made_at >= half
    return is_worn and bool(cache.add(f"{key}:next", 1, max(1, int(half))))


def _key(name: str, *, is_signed_in: bool) -> str:
    words = (name, get_language(), timezone.get_current_timezone_name(), is_signed_in)
    return "piece:" + sha256(repr(words).encode()).hexdigest()


def _act(user_id: int) -> str:
    return f"acted:{user_id}"
