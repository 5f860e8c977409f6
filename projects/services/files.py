"""Files that come with a posting, a bid or a delivery."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import LimitReached, WrongState
from core.files import inspect
from core.policies import require
from projects.models import Attachment, Bid, Delivery, Project
from projects.policies import can_change_bid, can_edit_project
from projects.states import BidState, ProjectState

MOST_FILES = 10


def attach(
    *, to: Project | Bid | Delivery, uploads: Iterable[UploadedFile[bytes]], by: User, now: datetime
) -> None:
    """Keep the uploads with the posting, bid or delivery; ten files at the most.

    A file that is already there under that name is not kept twice. Raises InvalidInput for a
    file that is empty, too large or of a kind not accepted.
    """
    uploads = list(uploads)
    if not uploads:
        return
    kept = _kept(to)
    inspected = [(upload, inspect(upload)) for upload in uploads]
    fresh = [pair for pair in inspected if (pair[1].name, pair[1].sha256) not in kept]
    if len(kept) + len(fresh) > MOST_FILES:
        raise LimitReached(_("Ten files at the most can be attached here."))
    place = {type(to).__name__.lower(): to}
    for upload, found in fresh:
        Attachment.objects.create(
            file=upload,
            **asdict(found),
            uploaded_by=by,
            uploaded_at=now,
            **place,
        )


def are_attached(uploads: Iterable[UploadedFile[bytes]], *, to: Project | Bid | Delivery) -> bool:
    """Whether these files, and no others, are with it already; raises InvalidInput as `attach`."""
    return _named(uploads) == _kept(to)


def are_kept(uploads: Iterable[UploadedFile[bytes]], *, to: Project | Bid | Delivery) -> bool:
    """Whether each of these files is with it already; raises InvalidInput as `attach`."""
    return _named(uploads) <= _kept(to)


@transaction.atomic
def remove_project_file(*, attachment: Attachment, by: User) -> None:
    """Take a file off a draft or an open posting."""
    assert attachment.project is not None
    require(can_edit_project, by, attachment.project)
    if attachment.project.state not in {ProjectState.DRAFT, ProjectState.OPEN}:
        raise WrongState(_("This project can no longer be edited."))
    _remove(attachment)


@transaction.atomic
def remove_bid_file(*, attachment: Attachment, by: User) -> None:
    """Take a file off a bid that is still open."""
    assert attachment.bid is not None
    require(can_change_bid, by, attachment.bid)
    if attachment.bid.state == BidState.OFFERED or not attachment.bid.is_live:
        raise WrongState(_("This bid can no longer be changed."))
    _remove(attachment)


def _named(uploads: Iterable[UploadedFile[bytes]]) -> set[tuple[str, str]]:
    return {(found.name, found.sha256) for found in map(inspect, uploads)}


def _kept(to: Project | Bid | Delivery) -> set[tuple[str, str]]:
    return set(to.attachments.values_list("name", "sha256"))


def _remove(attachment: Attachment) -> None:
    attachment.delete()
    transaction.on_commit(lambda: attachment.file.delete(save=False))
