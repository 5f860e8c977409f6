"""Files that come with a posting, a bid or a delivery."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import LimitReached
from core.files import inspect
from core.policies import require
from projects.models import Attachment, Bid, Delivery, Project
from projects.policies import can_edit_project

MOST_FILES = 10


def attach(
    *, to: Project | Bid | Delivery, uploads: Iterable[UploadedFile], by: User, now: datetime
) -> None:
    """Keep the uploads with the posting, bid or delivery; ten files at the most.

    Raises InvalidInput for a file that is empty, too large or of a kind not accepted.
    """
    uploads = list(uploads)
    if to.attachments.count() + len(uploads) > MOST_FILES:
        raise LimitReached(_("Ten files at the most can be attached here."))
    place = {type(to).__name__.lower(): to}
    for upload in uploads:
        found = inspect(upload)
        Attachment.objects.create(
            file=upload,
            name=found.name,
            size=found.size,
            sha256=found.sha256,
            content_type=found.content_type,
            uploaded_by=by,
            uploaded_at=now,
            **place,
        )


@transaction.atomic
def remove_project_file(*, attachment: Attachment, by: User) -> None:
    """Take a file off a posting."""
    assert attachment.project is not None
    require(can_edit_project, by, attachment.project)
    attachment.delete()
