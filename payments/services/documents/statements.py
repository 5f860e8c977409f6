"""Statements of a month: the lines of the book with opening and closing balance, sums checked.

A client's statement shows the money held in escrow and what is to be returned; a freelancer's the
earnings, pending and available. Months begin in `BOOK_TIME_ZONE`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money
from payments.kinds import DocumentKind
from payments.models import Debt, Document, Entry, Escrow
from payments.months import month_bounds
from payments.services.documents.register import write
from payments.states import AccountKind, TransferKind

# Postings of the last minutes of a month may be committed a little later than they are stamped.
SETTLED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to another; the label names it, such as `2026-11`."""

    label: str
    start: datetime
    end: datetime


def month_of(day: date) -> Period:
    """The month around a day."""
    return Period(f"{day:%Y-%m}", *month_bounds(day))


def subject_of(period: Period, currency: str) -> str:
    """What the statement of a whole month is about: `2026-11:IDR`."""
    return f"{period.label}:{currency}"


@transaction.atomic
def issue_statement(
    *, person: User, kind: DocumentKind, month: date, currency: str, now: datetime
) -> Document:
    """The statement of a month; of the running month it goes up to now.

    A month that is over, and whose last postings are there, is stated once: the same document is
    answered again. Raises InvalidInput for a month that has not begun.
    """
    period = month_of(month)
    if period.start > now:
        raise InvalidInput(_("This month has not begun yet."))
    is_whole, until = period.end + SETTLED_AFTER <= now, min(period.end, now)
    subject = subject_of(period, currency)
    if not is_whole:
        subject += f":{now.isoformat()}"
    opening, closing, moves = _lines_between(
        lines_of_statement(person, kind, currency), period.start, until
    )
    is_earning = kind == DocumentKind.FREELANCER_STATEMENT
    owed = _owed(person, currency, until) if is_earning else 0
    facts = {
        "about": period.label,
        "from": period.start.isoformat(),
        "until": until.isoformat(),
        "is_whole": is_whole,
        "opening_minor": opening,
        "closing_minor": closing,
        **({"owed_minor": owed} if owed else {}),
        "moves": moves,
    }
    amount = Money(closing, currency)
    write(person=person, kind=kind, subject=subject, amount=amount, facts=facts, issued_at=until)
    return Document.objects.get(person=person, kind=kind, subject=subject)


def lines_of_statement(person: User, kind: DocumentKind, currency: str) -> QuerySet[Entry]:
    """The lines of the book that a statement is about."""
    if kind == DocumentKind.CLIENT_STATEMENT:
        own = Q(account__user=person, account__kind=AccountKind.UNAPPLIED)
        mine = Q(account__escrow__payer=person) | own
    else:
        kinds = [AccountKind.PENDING, AccountKind.AVAILABLE]
        mine = Q(account__user=person, account__kind__in=kinds)
    return Entry.objects.filter(mine, currency=currency)


def _lines_between(
    lines: QuerySet[Entry], start: datetime, until: datetime
) -> tuple[int, int, list[dict[str, str | int]]]:
    """The balance at the start, the balance at the end, and what moved in between."""
    opening = _sum(lines.filter(transfer__posted_at__lt=start))
    moves = _moves(lines.filter(transfer__posted_at__gte=start, transfer__posted_at__lt=until))
    closing = opening + sum(int(str(move["minor"])) for move in moves)
    assert closing == _sum(lines.filter(transfer__posted_at__lt=until)), "a statement does not sum"
    return opening, closing, moves


def _moves(lines: QuerySet[Entry]) -> list[dict[str, str | int]]:
    """One row per transfer; what only moves between one's own accounts is left out."""
    names = ("transfer__pk", "transfer__posted_at", "transfer__kind", "transfer__reference")
    rows = lines.values_list(*names).annotate(minor=Sum("amount_minor")).order_by(*names[:1])
    found = [row for row in rows if row[4]]
    escrows = Escrow.objects.filter(reference__in={row[3] for row in found})
    about = dict(escrows.values_list("reference", "description"))
    return [
        {
            "at": at.isoformat(),
            "kind": kind,
            "about": about.get(reference, ""),
            "minor": minor,
        }
        for _pk, at, kind, reference, minor in found
    ]


def _owed(person: User, currency: str, until: datetime) -> int:
    """What the person owed at that moment after chargebacks, which no line of theirs shows."""
    debts = Debt.objects.filter(user=person, currency=currency, opened_at__lt=until)
    open_then = debts.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=until))
    amounts = dict(open_then.values_list("pk", "amount_minor"))
    repaid = Entry.objects.filter(
        transfer__reference__in=[f"debt:{pk}" for pk in amounts],
        transfer__kind=TransferKind.DEBT_REPAID,
        transfer__posted_at__lt=until,
        account__kind=AccountKind.FREELANCER_DEBT,
    )
    return sum(amounts.values()) - (_sum(repaid) if amounts else 0)


def _sum(lines: QuerySet[Entry]) -> int:
    return int(lines.aggregate(minor=Sum("amount_minor", default=0))["minor"])
