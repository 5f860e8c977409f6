"""The year of a person for the tax report: per client what was earned, or per freelancer paid."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money
from payments.kinds import DocumentKind
from payments.models import Document, Earning
from payments.services.documents.register import names_of, write
from payments.services.documents.statements import month_of

Row = dict[str, str | int]
_COUNTED = ("releases", "fee_minor", "net_minor", "withheld_minor", "slips", "without_slip")


@transaction.atomic
def issue_year(
    *, person: User, kind: DocumentKind, year: int, currency: str, now: datetime
) -> Document:
    """The pack of a year as it is known now; asked for again, another is made and both stay.

    Raises InvalidInput for a year that has not begun.
    """
    start, end = month_of(date(year, 1, 1)).start, month_of(date(year, 12, 1)).end
    if start > now:
        raise InvalidInput(_("This year has not begun yet."))
    side = {"escrow__payer": person} if kind == DocumentKind.CLIENT_YEAR else {"payee": person}
    earnings = (
        Earning.objects.filter(**side, currency=currency, earned_at__gte=start, earned_at__lt=end)
        .select_related("payee", "escrow__payer__client_profile")
        .order_by("earned_at", "pk")
        .prefetch_related("slips")
    )
    rows = _by_other(earnings, kind)
    total = sum(int(row["net_minor"]) + int(row["fee_minor"]) for row in rows)
    subject = f"{year}:{currency}:{now.isoformat()}"
    write(
        person=person,
        kind=kind,
        subject=subject,
        amount=Money(total, currency),
        facts={
            "about": str(year),
            "from": start.isoformat(),
            "until": min(end, now).isoformat(),
            "is_whole": end <= now,
            "rows": rows,
        },
        issued_at=now,
    )
    return Document.objects.get(person=person, kind=kind, subject=subject)


def _by_other(earnings: Iterable[Earning], kind: DocumentKind) -> list[Row]:
    """One row per client or freelancer: releases, gross, fee, net, withheld by slips."""
    rows: dict[int, Row] = {}
    for earning in earnings:
        escrow = earning.escrow
        other = escrow.payer if kind == DocumentKind.FREELANCER_YEAR else earning.payee
        row = rows.setdefault(other.pk, {**names_of(other), **dict.fromkeys(_COUNTED, 0)})
        slips = list(earning.slips.all())
        withheld = sum(slip.amount_minor for slip in slips)
        found = (1, earning.fee_minor, earning.amount_minor, withheld, len(slips), not slips)
        for name, more in zip(_COUNTED, found, strict=True):
            row[name] = int(row[name]) + more
    return sorted(rows.values(), key=lambda row: str(row["name"]))
