"""Pieces of pages that many people read alike, kept for a few seconds.

Whoever has just changed something reads everything afresh: what they did shows on their next page,
and on everybody else's within `PIECES_KEPT_FOR` seconds. Without Valkey every piece is made anew.
"""

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
    except RedisError:
        return mark_safe(make())  # noqa: S308 -- rendered by a template
    if key in kept and len(kept) == 1:
        return mark_safe(str(kept[key]))  # noqa: S308
    html = make()
    with suppress(RedisError):
        cache.set(key, html, settings.PIECES_KEPT_FOR)
    return mark_safe(html)  # noqa: S308


def _key(name: str, *, is_signed_in: bool) -> str:
    words = (name, get_language(), timezone.get_current_timezone_name(), is_signed_in)
    return "piece:" + sha256(repr(words).encode()).hexdigest()


def _act(user_id: int) -> str:
    return f"acted:{user_id}"
