"""Pieces of work for the profiles, with pictures drawn like woven and dyed cloth."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.images import draw_anew
from accounts.models import User
from accounts.services.portfolio import ItemDetails, add_portfolio_item
from marketplace.demo import texts
from marketplace.demo.texts import Piece

SIZE = (480, 360)
_CELL = 40
Pen = ImageDraw.ImageDraw


def show_work(everybody: Mapping[str, User], now: datetime) -> None:
    """Hang up every piece that is not there yet."""
    for piece in texts.pieces():
        person = everybody[piece.freelancer]
        if not person.freelancer_profile.portfolio.filter(title=piece.title).exists():
            add_portfolio_item(
                user=person,
                details=ItemDetails(title=piece.title, description=piece.description),
                picture=draw_anew(SimpleUploadedFile("piece.png", picture_of(piece))),
                by=person,
                now=now,
            )


def picture_of(piece: Piece) -> bytes:
    """The pattern in its colours, as PNG."""
    ground, light, dark = piece.colours
    image = Image.new("RGB", SIZE, ground)
    pen, draw = ImageDraw.Draw(image), _PATTERNS[piece.pattern]
    for row, y in enumerate(range(0, SIZE[1], _CELL)):
        for column, x in enumerate(range(0, SIZE[0], _CELL)):
            draw(pen, x, y, light, light if (row + column) % 2 else dark)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def _kawung(pen: Pen, x: int, y: int, light: str, mark: str) -> None:
    """Palm fruits crossing in a point."""
    pen.ellipse((x + 2, y + 12, x + 38, y + 28), fill=light)
    pen.ellipse((x + 12, y + 2, x + 28, y + 38), fill=light)
    pen.ellipse((x + 16, y + 16, x + 24, y + 24), fill=mark)


def _parang(pen: Pen, x: int, y: int, light: str, mark: str) -> None:
    """Slanting blades."""
    pen.polygon([(x, y + 40), (x + 12, y + 40), (x + 40, y), (x + 28, y)], fill=light)
    pen.ellipse((x + 25, y + 25, x + 35, y + 35), fill=mark)


def _tenun(pen: Pen, x: int, y: int, light: str, mark: str) -> None:
    """Diamonds with a knot, as on a loom."""
    pen.polygon([(x + 20, y + 4), (x + 36, y + 20), (x + 20, y + 36), (x + 4, y + 20)], fill=light)
    pen.rectangle((x + 14, y + 14, x + 26, y + 26), fill=mark)


def _ceplok(pen: Pen, x: int, y: int, light: str, mark: str) -> None:
    """Rosettes of four petals."""
    for left, top in ((6, 6), (22, 6), (6, 22), (22, 22)):
        pen.ellipse((x + left, y + top, x + left + 12, y + top + 12), fill=light)
    pen.ellipse((x + 15, y + 15, x + 25, y + 25), fill=mark)


_PATTERNS: dict[str, Callable[[Pen, int, int, str, str], None]] = {
    "kawung": _kawung,
    "parang": _parang,
    "tenun": _tenun,
    "ceplok": _ceplok,
}
