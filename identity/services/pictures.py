"""Pictures of documents and faces: drawn anew, sealed, and deleted when their time is over."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.images import draw_anew
from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.files import inspect
from core.policies import require
from core.sweeps import sweep
from identity import vault
from identity.models import IdentityCheck, Picture
from identity.policies import can_look
from identity.selectors import checks_to_empty
from identity.states import CheckState, Side
from staff.services import audit

KINDS = frozenset({"image/jpeg", "image/png", "image/webp"})
STRAY_AFTER = timedelta(hours=1)
LEAST_PIXELS = (400, 250)  # smaller, nobody can read a card


def drawn(upload: UploadedFile[bytes]) -> bytes:
    """An upload as a new WebP without what it carried along (place, camera, anything appended).

    Raises InvalidInput for what is no JPEG, PNG or WebP by its content, or too large or too small.
    """
    if inspect(upload).content_type not in KINDS:
        raise InvalidInput(_("Please send a JPEG, PNG or WebP picture."))
    upload.seek(0)
    picture = draw_anew(upload)
    long, short = max(picture.width, picture.height), min(picture.width, picture.height)
    if long < LEAST_PIXELS[0] or short < LEAST_PIXELS[1]:
        raise InvalidInput(_("The picture is too small to read. Please take a larger one."))
    content: bytes = picture.full.read()
    return content


def keep(*, check: IdentityCheck, side: Side, content: bytes, now: datetime) -> Picture:
    """Keep a picture sealed; if the transaction is undone, the sweep finds the stray file."""
    return Picture.objects.create(
        check_of=check, side=side, name=vault.put(content), size=len(content), stored_at=now
    )


@transaction.atomic
def look_at(*, check: IdentityCheck, side: str, by: User, now: datetime) -> bytes:
    """A picture in the clear, for its person, or for a moderator whose look is written down.

    Raises NotAllowed, or WrongState when the picture is deleted.
    """
    require(can_look, by, check)
    picture = Picture.objects.filter(check_of=check, side=side).first()
    if picture is None:
        raise WrongState(_("This picture has been deleted."))
    if by.pk != check.user_id:
        audit.record(
            by=by, action="identity.look", now=now, subject=check, person=check.user, reason=side
        )
    try:
        return vault.get(picture.name)
    except FileNotFoundError:
        raise WrongState(_("This picture has been deleted.")) from None


def delete_due(*, now: datetime) -> int:
    """Delete the pictures whose time is over."""
    return sweep(checks_to_empty(now), lambda check: empty(check=check, now=now))


@transaction.atomic
def empty(*, check: IdentityCheck, now: datetime) -> None:
    """Delete both pictures: the rows now, the files after the commit; strays are swept.

    The number goes with them, unless the person is verified by it.
    """
    for picture in check.pictures.all():
        picture.delete()
        transaction.on_commit(partial(vault.remove, picture.name), robust=True)
    mine = IdentityCheck.objects.filter(pk=check.pk)
    mine.filter(pictures_deleted_at=None).update(pictures_deleted_at=now)
    mine.exclude(state=CheckState.VERIFIED).update(number_sealed="")


def delete_strays(*, now: datetime) -> int:
    """Delete files that no row knows, such as those of a submission that was undone.

    Only those that have lain here for an hour, so that no submission of this moment is touched.
    """
    old = vault.names_older_than(now - STRAY_AFTER)
    known = set(Picture.objects.filter(name__in=old).values_list("name", flat=True))
    strays = [name for name in old if name not in known]
    for name in strays:
        vault.remove(name)
    return len(strays)
