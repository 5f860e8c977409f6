"""The year of a person for the tax report: per client what was earned, or per freelancer paid."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money
from payments.kinds import DocumentKind, WithheldKind
from payments.models import Document, Earning
from payments.services.documents.register import names_of, write
from payments.services.documents.statements import month_of
from payments.taken_back import released_and_taken

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
_TAKEN = "taken_minor"


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
    side = "payer" if kind == DocumentKind.CLIENT_YEAR else "payee"
    earnings = (
        Earning.objects.filter(currency=currency, earned_at__gte=start, earned_at__lt=end)
        .filter(**{f"escrow__{side}": person})
        .select_related("payee", "escrow__payer__client_profile")
        .order_by("earned_at", "pk")
        .prefetch_related("slips")
    )
    taken = released_and_taken(currency, start, end, **{side: person})
    rows = _by_other(earnings, taken, kind)
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


def losses_in(rows: Iterable[Row]) -> list[str]:
    """What banks took back of released money, where they took any in some rows; mostly none."""
    return [_TAKEN] if any(row.get(_TAKEN) for row in rows) else []


def _by_other(earnings: Iterable[Earning], taken: Iterable[Any], kind: DocumentKind) -> list[Row]:
    """One row per client or freelancer: releases, fee, taxes, net, and what clients withheld.

    A client's row has both fees and the PPN on both, a freelancer's row the freelancer's own. What
    a bank took back is the net for a freelancer, and for a client all that came back.
    """
    is_mine = kind == DocumentKind.FREELANCER_YEAR
    rows: dict[int, Row] = {}
    for earning in earnings:
        escrow = earning.escrow
        other = escrow.payer if is_mine else earning.payee
        row = rows.setdefault(other.pk, _empty_row(other))
        slips = [one for one in earning.slips.all() if one.kind != WithheldKind.PPH22]
        withheld = sum(slip.amount_minor for slip in slips)
        fee = earning.own_fee.minor if is_mine else earning.fee_minor
        ppn = earning.ppn_minor + (0 if is_mine else earning.client_ppn_minor)
        kept = (1, fee, ppn, earning.pph22_minor, earning.amount_minor)
        found = (*kept, withheld, len(slips), not slips)
        for name, more in zip(_COUNTED, found, strict=True):
            row[name] = int(row[name]) + more
    for one in taken:
        escrow = one.payin.escrow
        other = escrow.payer if is_mine else escrow.payee
        row = rows.setdefault(other.pk, _empty_row(other))
        minor = one.released if is_mine else one.released + one.fee + one.tax
        row[_TAKEN] = int(row[_TAKEN]) + minor
    return sorted(rows.values(), key=lambda row: str(row["name"]))


def _empty_row(other: User) -> Row:
    return {**names_of(other), **dict.fromkeys((*_COUNTED, _TAKEN), 0)}
