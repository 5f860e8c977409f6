"""What may be uploaded, recognised by its first bytes and not by its name."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

_MAGIC: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "application/pdf", frozenset({".pdf"})),
    (b"\x89PNG\r\n\x1a\n", "image/png", frozenset({".png"})),
    (b"\xff\xd8\xff", "image/jpeg", frozenset({".jpg", ".jpeg"})),
    (b"GIF87a", "image/gif", frozenset({".gif"})),
    (b"GIF89a", "image/gif", frozenset({".gif"})),
    (
        b"PK\x03\x04",
        "application/zip",
        frozenset({".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods"}),
    ),
    (b"ID3", "audio/mpeg", frozenset({".mp3"})),
    (b"\xff\xfb", "audio/mpeg", frozenset({".mp3"})),
    (b"8BPS", "image/vnd.adobe.photoshop", frozenset({".psd"})),
)
_RIFF = {b"WEBP": ("image/webp", ".webp"), b"WAVE": ("audio/wav", ".wav")}
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_TEXT = {".txt": "text/plain", ".csv": "text/csv", ".md": "text/plain"}
ACCEPTED = ",".join(
    [
        *(suffix for _bytes, _kind, suffixes in _MAGIC for suffix in sorted(suffixes)),
        *(suffix for _kind, suffix in _RIFF.values()),
        *(".mp4", *_TEXT),
    ]
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an upload turned out to be."""

    name: str
    size: int
    sha256: str
    content_type: str


def inspect(upload: UploadedFile[bytes]) -> Inspected:
    """Measure and recognise an upload; raises InvalidInput for what Karya does not store."""
    name = PurePath((upload.name or "file").replace("\\", "/")).name[-150:]
    size = upload.size or 0
    if size == 0:
        raise InvalidInput(_("The file “%(name)s” is empty.") % {"name": name})
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024**2
        raise InvalidInput(
            _("The file “%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": limit}
        )
    refuse_heic(upload)
    content_type = _recognise(upload, PurePath(name).suffix.lower())
    if content_type is None:
        raise InvalidInput(
            _(
                "The file “%(name)s” is of a kind we do not accept. Pictures, PDF, office "
                "documents, text, sound and MP4 are fine; put anything else into a ZIP."
            )
            % {"name": name}
        )
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Inspected(name=name, size=size, sha256=digest.hexdigest(), content_type=content_type)


def refuse_heic(upload: UploadedFile[bytes]) -> None:
    """Raises InvalidInput, with the way out, for a picture in the format of iPhones.

    A decoder would bring libheif and x265 along, whose licences (LGPL, GPL) do not fit ours. Safari
    makes a JPEG of it by itself where a page asks for JPEG; other ways of sending do not.
    """
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise InvalidInput(
            _(
                "This picture is in the HEIC format of iPhones, which we cannot open. Choose it "
                "from Photos in Safari, which sends a JPEG; or set Camera, Formats, Most "
                "Compatible in the settings of the iPhone and take it again; or send a screenshot."
            )
        )


def _recognise(upload: UploadedFile[bytes], suffix: str) -> str | None:
    upload.seek(0)
    head = upload.read(4096)
    for magic, content_type, suffixes in _MAGIC:
        if head.startswith(magic):
            is_sound = not magic.startswith(b"PK") or zipfile.is_zipfile(upload)
            return content_type if is_sound and suffix in suffixes else None
    return _recognise_container(head, suffix) or _recognise_text(head, suffix)


def _recognise_container(head: bytes, suffix: str) -> str | None:
    """Files whose kind stands some bytes in: WebP, WAV, MP4."""
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        content_type, expected = _RIFF[head[8:12]]
        return content_type if suffix == expected else None
    return "video/mp4" if head[4:8] == b"ftyp" and suffix == ".mp4" else None


def _recognise_text(head: bytes, suffix: str) -> str | None:
    return _TEXT[suffix] if suffix in _TEXT and _is_text(head) else None


def _is_text(head: bytes) -> bool:
    try:
        text = head[:-3].decode() if len(head) == 4096 else head.decode()
    except UnicodeDecodeError:
        return False
    return "\x00" not in text
