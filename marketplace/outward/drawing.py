"""Pictures are drawn once and kept for an hour: one after the other, so many a minute."""

from contextlib import suppress
from io import BytesIO
from threading import Lock

from django.core.cache import cache
from PIL import Image
from redis.exceptions import RedisError

from core.typesetting import png_of
from marketplace.outward.cards import LAYOUT, Card

MOST_A_MINUTE = 60  # whoever asks for more gets the picture of the site for now
_KEPT_FOR = 3600  # seconds
_COLOURS = 48  # ink, soft, accent and turmeric on paper, with soft edges
_drawing = Lock()  # a core of each worker at the most


def picture(card: Card) -> bytes | None:
    """The PNG of a card; None where too many were drawn in this minute."""
    key = f"card:{card.version}"
    with suppress(RedisError):
        found: bytes | None = cache.get(key)
        if found is not None:
            return found
        if card.key is not None and not _may_draw():
            return None
    drawn = draw(card)
    with suppress(RedisError):
        cache.set(key, drawn, timeout=_KEPT_FOR)
    return drawn


def draw(card: Card) -> bytes:
    """The PNG of a card, with few colours: a third of its size, and the same to the eye."""
    with _drawing:
        full = Image.open(BytesIO(png_of(LAYOUT, card.sheet))).convert("RGB")
        few = full.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        written = BytesIO()
        few.save(written, "PNG")
    return written.getvalue()


def _may_draw() -> bool:
    key = "cards:drawn"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= MOST_A_MINUTE
    except ValueError:  # the minute ended in between
        return True
