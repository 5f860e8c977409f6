"""Files that go to a bank with our answer to a chargeback: PDF, PNG or JPEG, one of each kind."""

from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.files import inspect
from core.policies import require
from payments.kinds import EvidenceKind
from payments.models import Chargeback, ChargebackFile
from payments.models.chargebacks import FILE_ADDED, FILE_REMOVED
from payments.policies import can_answer
from payments.services.steps import locked, remember
from staff.services import audit

ACCEPTED = frozenset({"application/pdf", "image/png", "image/jpeg"})
MOST_BYTES = 4_500_000  # of all files together, as Stripe takes them


@transaction.atomic
def add_file(
    *, chargeback: Chargeback, kind: str, upload: "UploadedFile[bytes]", by: User, now: datetime
) -> ChargebackFile:
    """Keep a file for the bank; it takes the place of another of its kind.

    Raises NotAllowed, InvalidInput for other kinds of files and for too much, WrongState where
    nothing can be sent any more.
    """
    require(can_answer, by, chargeback)
    if kind not in EvidenceKind.values:
        raise InvalidInput(_("Choose what the file shows."))
    found = inspect(upload)
    if found.content_type not in ACCEPTED:
        raise InvalidInput(_("Banks read PDF, PNG and JPEG files only."))
    chargeback = _open(chargeback, now)
    others = chargeback.files.exclude(kind=kind).aggregate(sum=Sum("size", default=0))
    if others["sum"] + found.size > MOST_BYTES:
        raise InvalidInput(_("All files together may have 4.5 MB at the most."))
    for old in chargeback.files.filter(kind=kind):
        _remove(old)
    remember(chargeback, kind=FILE_ADDED, by=by, now=now, reason=found.name)
    audit.record(
        by=by,
        action="payments.add_chargeback_file",
        now=now,
        subject=chargeback,
        changed={"file": ("", found.name)},
    )
    return ChargebackFile.objects.create(
        chargeback=chargeback,
        kind=kind,
        file=upload,
        uploaded_by=by,
        uploaded_at=now,
        **asdict(found),
    )


@transaction.atomic
def remove_file(*, chargeback: Chargeback, file_id: int, by: User, now: datetime) -> None:
    """Take a file out of the answer, before it is sent; safe to repeat."""
    require(can_answer, by, chargeback)
    chargeback = _open(chargeback, now)
    for one in chargeback.files.filter(pk=file_id):
        _remove(one)
        remember(chargeback, kind=FILE_REMOVED, by=by, now=now, reason=one.name)
        audit.record(
            by=by,
            action="payments.remove_chargeback_file",
            now=now,
            subject=chargeback,
            changed={"file": (one.name, "")},
        )


def _open(chargeback: Chargeback, now: datetime) -> Chargeback:
    """The locked row, while its answer can still be changed."""
    chargeback = locked(chargeback)
    is_open = chargeback.can_be_answered and not chargeback.is_overdue(now)
    if not is_open or chargeback.narrative or chargeback.conceded_at is not None:
        raise WrongState(_("The answer to the bank cannot be changed any more."))
    return chargeback


def _remove(one: ChargebackFile) -> None:
    name = str(one.file.name)
    transaction.on_commit(partial(one.file.storage.delete, name), robust=True)
    ChargebackFile.objects.filter(pk=one.pk).delete()
