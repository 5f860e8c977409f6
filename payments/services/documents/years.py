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
    """One row per client or freelancer: releases, gross, fee, net."""
    rows: dict[int, Row] = {}
    for earning in earnings:
        escrow = earning.escrow
        other = escrow.payer if kind == DocumentKind.FREELANCER_YEAR else earning.payee
        row = rows.setdefault(
            other.pk, {**names_of(other), "releases": 0, "fee_minor": 0, "net_minor": 0}
        )
        row["releases"] = int(row["releases"]) + 1
        row["fee_minor"] = int(row["fee_minor"]) + earning.fee_minor
        row["net_minor"] = int(row["net_minor"]) + earning.amount_minor
    return sorted(rows.values(), key=lambda row: str(row["name"]))
