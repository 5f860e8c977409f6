"""Slips of tax that a client withheld, recorded by either side."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.files import inspect
from core.money import Money
from core.policies import require
from payments.models import Earning, WithholdingSlip
from payments.months import book_day
from payments.policies import can_record_slip


@transaction.atomic
def record_slip(  # noqa: PLR0913 -- a slip has these fields
    *,
    earning: Earning,
    kind: str,
    slip_number: str,
    issued_on: date,
    base: Money,
    amount: Money,
    upload: UploadedFile[bytes] | None,
    by: User,
    now: datetime,
) -> WithholdingSlip:
    """Write down a bukti potong about an earning; no money moves.

    Raises NotAllowed for strangers, InvalidInput for amounts or a day that cannot be, WrongState
    for a number that this earning has already.
    """
    earning = Earning.objects.select_for_update(of=("self",), no_key=True).get(pk=earning.pk)
    require(can_record_slip, by, earning)
    _check(earning, slip_number, issued_on, base=base, amount=amount, today=book_day(now))
    found = inspect(upload) if upload else None
    return WithholdingSlip.objects.create(
        earning=earning,
        kind=kind,
        slip_number=slip_number,
        issued_on=issued_on,
        currency=earning.currency,
        base_minor=base.minor,
        amount_minor=amount.minor,
        file=upload or "",
        file_name=found.name if found else "",
        sha256=found.sha256 if found else "",
        content_type=found.content_type if found else "",
        recorded_by=by,
        recorded_at=now,
    )


def _check(
    earning: Earning,
    slip_number: str,
    issued_on: date,
    *,
    base: Money,
    amount: Money,
    today: date,
) -> None:
    if not 0 < amount.minor <= base.minor <= earning.gross_minor:
        raise InvalidInput(_("The tax is at most its base, and the base at most the gross amount."))
    if issued_on > today:
        raise InvalidInput(_("The slip cannot be of a day to come."))
    if earning.slips.filter(slip_number=slip_number).exists():
        raise WrongState(_("This slip is recorded already."))
