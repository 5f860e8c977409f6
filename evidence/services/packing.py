"""Everything about one dispute or chargeback in one ZIP file that anybody can check.

`SHA256SUMS` holds what was written down when each part was frozen or added, never what the pack
holds now: a file that was changed on the disk fails `sha256sum -c`.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from evidence.models import Bundle, Piece, PieceFile
from evidence.selectors import pieces_of
from evidence.services.bundles import canonical
from evidence.services.gathering import packed_name
from evidence.services.printing import pdf_of

MOST_BYTES = 300 * 1024**2  # of files; what goes beyond is named and not packed
_IN_MEMORY = 8 * 1024**2
_OLDEST = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier moment


@dataclass(frozen=True, slots=True)
class Packed:
    """One stored file in its place."""

    path: str
    stored_as: str
    size: int
    sha256: str


def pack(bundle: Bundle) -> IO[bytes]:
    """A ZIP file at its beginning; the caller closes it."""
    pieces = list(pieces_of(bundle))
    texts = {path: text.encode() for path, text in _texts(bundle, pieces).items()}
    texts["bundle.pdf"] = pdf_of(bundle)
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in texts.items()}
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- the caller's
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in texts.items():
            packed.writestr(_entry(path, bundle), content)
        left_out = _write_files(packed, bundle, pieces, sums)
        if left_out:
            packed.writestr(_entry("NOT-PACKED.txt", bundle), "\n".join(left_out) + "\n")
        lines = [f"{digest}  {path}" for path, digest in sorted(sums.items())]
        packed.writestr(_entry("SHA256SUMS", bundle), "\n".join(lines) + "\n")
    out.seek(0)
    return out


def whole(bundle: Bundle) -> dict[str, Any]:
    """The bundle and what was added to it as one JSON value.

    The SHA-256 of a part is that of its `content` written as `canonical` writes it.
    """
    return {
        "manifest": bundle.facts,
        "manifest_sha256": bundle.sha256,
        "parts": [
            {
                "name": part.name,
                "size": part.size,
                "sha256": part.sha256,
                "content": part.facts,
            }
            for part in bundle.parts.all()
        ],
        "added": [told(piece) for piece in pieces_of(bundle)],
    }


def told(piece: Piece) -> dict[str, Any]:
    """A piece as the pack tells it; of a hidden one only that it was there, and why it is not."""
    line: dict[str, Any] = {
        "piece": piece.pk,
        "by": {"person": piece.by_id, "name": str(piece.by)},
        "side": piece.side,
        "added_at": piece.added_at.isoformat(),
        "files": [
            {
                "path": path_of(file),
                "name": file.name,
                "size": file.size,
                "sha256": file.sha256,
                "content_type": file.content_type,
            }
            for file in piece.files.all()
        ],
    }
    if not piece.is_hidden:
        return line | {"note": piece.note, "link": piece.link}
    return line | {
        "files": [{"sha256": file["sha256"]} for file in line["files"]],
        "hidden_at": piece.hiding.hidden_at.isoformat(),
        "hidden_because": piece.hiding.reason,
    }


def path_of(file: PieceFile) -> str:
    """The place of an added file in the pack."""
    return f"added/{file.piece_id}/{file.pk}-{packed_name(file.name)}"


def _texts(bundle: Bundle, pieces: list[Piece]) -> dict[str, str]:
    parts = {part.name: part.content for part in bundle.parts.all()}
    return {
        "README.txt": _readme(bundle),
        "manifest.json": bundle.manifest,
        **parts,
        "added.json": canonical([told(piece) for piece in pieces]),
    }


def _readme(bundle: Bundle) -> str:
    return _(
        "%(code)s\n\n"
        "manifest.json names every part and file that was there at the beginning, with its "
        "SHA-256; it was written on %(made)s, never to be changed. Its own SHA-256 is\n"
        "%(digest)s\n\n"
        "added.json names what both sides and the moderators added later.\n\n"
        "To check all of it, unpack this file and run in its folder:\n"
        "    sha256sum -c SHA256SUMS\n"
    ) % {"code": bundle.code, "made": bundle.made_at.isoformat(), "digest": bundle.sha256}


def _write_files(
    packed: zipfile.ZipFile, bundle: Bundle, pieces: list[Piece], sums: dict[str, str]
) -> list[str]:
    """Pack what is kept, until it is too much; a line for each file that is left out."""
    left_out, room = [], MOST_BYTES
    for file in _files(bundle, pieces):
        if file.size > room:
            left_out.append(f"{file.sha256}  {file.path}")
            continue
        room -= file.size
        sums[file.path] = file.sha256
        if default_storage.exists(file.stored_as):
            with default_storage.open(file.stored_as) as stored:
                _copy(stored, packed, _entry(file.path, bundle))
    return left_out


def _files(bundle: Bundle, pieces: list[Piece]) -> Iterator[Packed]:
    """What was added first, because nobody else may have it."""
    for piece in pieces:
        if not piece.is_hidden:
            for file in piece.files.all():
                yield Packed(path_of(file), file.file.name or "", file.size, file.sha256)
    for kept in bundle.files.all():
        yield Packed(kept.path, kept.stored_as, kept.size, kept.sha256)


def _copy(stored: "File[bytes]", packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_STORED  # pictures and documents are packed already
    with packed.open(entry, "w") as place:
        for chunk in stored.chunks():
            place.write(chunk)


def _entry(path: str, bundle: Bundle) -> zipfile.ZipInfo:
    """The same bytes for the same bundle: every entry is dated by it."""
    entry = zipfile.ZipInfo(path, max(bundle.made_at.timetuple()[:6], _OLDEST))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
