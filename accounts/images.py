"""Uploaded pictures, drawn anew: no hidden data, no surprises, one format."""

import io
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps

from core.errors import InvalidInput
from core.files import refuse_heic

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
MOST_BYTES = 10 * 1024**2
_FULL = (1600, 1600)
_THUMBNAIL = (480, 360)
_BAND = 64  # rows of the smaller picture that are made at once
_BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, EOFError, IndexError)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture fit for the public: WebP, at most 1600 pixels a side, with its thumbnail."""

    full: ContentFile[bytes]
    thumbnail: ContentFile[bytes]
    width: int
    height: int


def draw_anew(upload: UploadedFile[Any]) -> Drawn:
    """Re-encode an upload; raises InvalidInput for what is no picture, or too large a one."""
    if (upload.size or 0) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise InvalidInput(_("The picture is larger than %(limit)d MB.") % {"limit": limit})
    refuse_heic(upload)
    picture = _opened(upload)
    picture.thumbnail(_FULL, Image.Resampling.LANCZOS)
    thumbnail = ImageOps.fit(picture, _THUMBNAIL, Image.Resampling.LANCZOS)
    return Drawn(
        full=_as_webp(picture),
        thumbnail=_as_webp(thumbnail),
        width=picture.width,
        height=picture.height,
    )


def _opened(upload: UploadedFile[Any]) -> Image.Image:
    """The first frame, turned upright, in plain RGB; the pixels are counted before decoding."""
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=FORMATS)
        _require_bearable(picture)
        picture.draft("RGB", _FULL)
        turn = picture.getexif().get(ExifTags.Base.Orientation, 1)
        smaller = _reduced(picture)
        smaller.getexif()[ExifTags.Base.Orientation] = turn
        return ImageOps.exif_transpose(smaller)
    except _BROKEN:
        raise InvalidInput(_("This is not a JPEG, PNG, WebP or GIF picture.")) from None


def _require_bearable(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise InvalidInput(_("The picture has too many pixels; 40 megapixels are the most."))
    if min(picture.size) < 2:
        raise InvalidInput(_("The picture is too small."))


def _reduced(picture: Image.Image) -> Image.Image:
    """Flat and at most about twice as large as it will be.

    Band by band, so that nothing but the picture itself is ever held at its full size: forty
    megapixels with see-through parts would take several copies of 160 MB each.
    """
    factor = max(picture.size) // max(_FULL)
    if factor < 2:
        return _flat(picture)
    width, height = picture.size
    sheet = Image.new("RGB", (ceil(width / factor), ceil(height / factor)))
    for top in range(0, height, factor * _BAND):
        band = picture.crop((0, top, width, min(top + factor * _BAND, height)))
        sheet.paste(_flat(band).reduce(factor), (0, top // factor))
    return sheet


def _flat(picture: Image.Image) -> Image.Image:
    """See-through parts become white."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return picture.convert("RGB")


def _as_webp(picture: Image.Image) -> ContentFile[bytes]:
    out = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "WEBP", quality=80, method=4)
    return ContentFile(out.getvalue())
