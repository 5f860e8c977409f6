"""The year of a person for the tax report: per client what was earned, or per freelancer paid."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money
from payments.kinds import DocumentKind, WithheldKind
from payments.models import Document, Earning
from payments.services.documents.register import names_of, write
from payments.services.documents.statements import month_of

Row = dict[str, str | int]
_COUNTED = (
    "releases",
    "fee_minor",
    "ppn_minor",
    "pph22_minor",
    "net_minor",
    "withheld_minor",
    "slips",
    "without_slip",
)


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
    total = sum(gross_of(row) for row in rows)
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


def gross_of(row: Row) -> int:
    """What a row is before fees and taxes; packs of earlier times know no taxes."""
    kept = ("net_minor", "fee_minor", "ppn_minor", "pph22_minor")
    return sum(int(row.get(name, 0)) for name in kept)


def taxes_in(rows: Iterable[Row]) -> list[str]:
    """The taxes that anybody paid in some rows; mostly none."""
    known = list(rows)
    return [name for name in ("ppn_minor", "pph22_minor") if any(row.get(name) for row in known)]


def _by_other(earnings: Iterable[Earning], kind: DocumentKind) -> list[Row]:
    """One row per client or freelancer: releases, fee, taxes, net, and what clients withheld.

    A client's row has both fees and the PPN on both, a freelancer's row the freelancer's own.
    """
    is_mine = kind == DocumentKind.FREELANCER_YEAR
    rows: dict[int, Row] = {}
    for earning in earnings:
        escrow = earning.escrow
        other = escrow.payer if is_mine else earning.payee
        row = rows.setdefault(other.pk, {**names_of(other), **dict.fromkeys(_COUNTED, 0)})
        slips = [one for one in earning.slips.all() if one.kind != WithheldKind.PPH22]
        withheld = sum(slip.amount_minor for slip in slips)
        fee = earning.own_fee.minor if is_mine else earning.fee_minor
        ppn = earning.ppn_minor + (0 if is_mine else earning.client_ppn_minor)
        kept = (1, fee, ppn, earning.pph22_minor, earning.amount_minor)
        found = (*kept, withheld, len(slips), not slips)
        for name, more in zip(_COUNTED, found, strict=True):
            row[name] = int(row[name]) + more
    return sorted(rows.values(), key=lambda row: str(row["name"]))
