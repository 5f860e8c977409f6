"""What a side lays beside the bundle, and what a moderator takes out of sight."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.files import Inspected, inspect
from core.policies import require
from disputes.models import Dispute
from evidence.events import EvidenceAdded, EvidenceHidden
from evidence.models import (
    LONGEST_LINK,
    LONGEST_NOTE,
    LONGEST_REASON,
    Bundle,
    Hiding,
    Piece,
    PieceFile,
)
from evidence.policies import can_add, can_hide, takes_evidence
from evidence.selectors import added_by, side_of
from evidence.services.bundles import freeze_dispute
from staff.services import audit

MOST_FILES = 10
MOST_PIECES = 30  # of each side
MOST_BYTES = 100 * 1024**2  # of each side
_is_web_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_piece(
    *,
    dispute: Dispute,
    by: User,
    note: str,
    link: str = "",
    uploads: Sequence[UploadedFile[bytes]] = (),
    key: UUID,
    now: datetime,
) -> Piece:
    """Lay a note with files, or with a link, beside the bundle; the same key again is once.

    Raises NotAllowed, InvalidInput for no note, no file and no link, or a file that is not
    accepted, WrongState once evidence has closed, LimitReached beyond 30 pieces or 100 MB a side.
    """
    require(can_add, by, dispute)
    dispute = _locked(dispute)
    bundle = freeze_dispute(dispute=dispute, now=now)
    known = Piece.objects.filter(bundle=bundle, by=by, key=key).first()
    if known is not None:
        return known
    if not takes_evidence(dispute, now):
        raise WrongState(_("Evidence has closed; nothing can be added any more."))
    note, link = note.replace("\r\n", "\n").strip(), link.strip()
    _check(note, link, uploads)
    inspected = [(upload, inspect(upload)) for upload in uploads]
    side = side_of(by, dispute)
    _require_room(bundle, side, [found for _upload, found in inspected])
    piece = Piece.objects.create(
        bundle=bundle, by=by, side=side, note=note, link=link, key=key, added_at=now
    )
    _store(piece, inspected, by=by, now=now)
    publish(EvidenceAdded(piece_id=piece.pk))
    return piece


@transaction.atomic
def hide_piece(*, piece: Piece, by: User, reason: str, now: datetime) -> Hiding:
    """Take a piece out of sight; who added it, when, and why it is hidden stay. Twice is once.

    Raises NotAllowed, or InvalidInput without a reason.
    """
    require(can_hide, by, piece)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or "\x00" in reason:
        raise InvalidInput(_("Please say why, in up to 500 characters; both sides read it."))
    Piece.objects.select_for_update(of=("self",), no_key=True).get(pk=piece.pk)
    hiding, is_new = Hiding.objects.get_or_create(
        piece=piece, defaults={"by": by, "reason": reason, "hidden_at": now}
    )
    if is_new:
        audit.record(
            by=by,
            action="evidence.hide",
            now=now,
            subject=piece,
            person=piece.by,
            reason=reason,
            changed={"is_hidden": (False, True)},
        )
        publish(EvidenceHidden(piece_id=piece.pk))
    return hiding


def _locked(dispute: Dispute) -> Dispute:
    """The dispute as it is now; nobody closes it meanwhile."""
    rows = Dispute.objects.select_related("milestone__contract")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=dispute.pk)


def _check(note: str, link: str, uploads: Sequence[UploadedFile[bytes]]) -> None:
    if not note or len(note) > LONGEST_NOTE:
        raise InvalidInput(_("Please say what it shows, in up to 2,000 characters."))
    if "\x00" in note:
        raise InvalidInput(_("The text holds characters that cannot be kept."))
    if not link and not uploads:
        raise InvalidInput(_("Attach a file, or give a link."))
    if len(uploads) > MOST_FILES:
        raise InvalidInput(_("Ten files at the most can be attached here."))
    if link:
        _check_link(link)


def _check_link(link: str) -> None:
    try:
        _is_web_address(link)
    except ValidationError:
        raise InvalidInput(_("The link has to begin with http:// or https://.")) from None
    if len(link) > LONGEST_LINK:
        raise InvalidInput(_("The link is too long."))


def _require_room(bundle: Bundle, side: str, files: Sequence[Inspected]) -> None:
    many, size = added_by(bundle, side)
    if many >= MOST_PIECES:
        raise LimitReached(_("Your side has added 30 pieces; that is the most."))
    if size + sum(found.size for found in files) > MOST_BYTES:
        raise LimitReached(_("The files of your side are larger than 100 MB together."))


def _store(
    piece: Piece,
    inspected: Sequence[tuple[UploadedFile[bytes], Inspected]],
    *,
    by: User,
    now: datetime,
) -> None:
    for upload, found in inspected:
        PieceFile.objects.create(
            piece=piece,
            file=upload,
            **asdict(found),
            uploaded_by=by,
            uploaded_at=now,
        )
