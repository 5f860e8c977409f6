"""Puts the bundle of a chargeback among the files that go to the bank with our answer."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation

from accounts.models import User
from core.policies import require
from evidence.models import Bundle
from evidence.services import looks
from evidence.services.printing import pdf_of
from payments.kinds import EvidenceKind
from payments.models import ChargebackFile
from payments.policies import can_answer
from payments.services import chargeback_files


def attach_pdf(*, bundle: Bundle, by: User, now: datetime) -> ChargebackFile:
    """The bundle as PDF in English, which banks read; again, it takes the place of the first.

    Raises what `chargeback_files.add_file` raises: too large, too late, not allowed.
    """
    chargeback = bundle.chargeback
    assert chargeback is not None
    require(can_answer, by, chargeback)
    with translation.override("en"):
        upload = SimpleUploadedFile(f"{bundle.code}.pdf", pdf_of(bundle), "application/pdf")
    with transaction.atomic():
        looks.note_look_of_finance(chargeback=chargeback, by=by, action="evidence.attach", now=now)
        return chargeback_files.add_file(
            chargeback=chargeback, kind=EvidenceKind.OTHER, upload=upload, by=by, now=now
        )
