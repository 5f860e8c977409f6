"""Questions about the taxes that Karya takes, answered from the book."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from core.money import Money
from payments.kinds import LetterState, RemittedTax
from payments.models import Earning, Entry, Escrow, StatementLetter, TaxPolicy, TaxRemittance
from payments.months import book_day, book_zone, month_bounds
from payments.policies import keeps_books
from payments.states import TransferKind
from payments.terms import current_tax_policy

_RELEASE = re.compile(r"escrow:(?P<pk>[0-9]+):(?:settled|released:(?P<number>[0-9]+))")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxMonth:
    """One tax of one month: what came into its account, and what was paid on for it."""

    tax: RemittedTax
    month: date
    taken: Money
    paid: Money

    @property
    def owed(self) -> Money:
        """Below zero where chargebacks took more back: to be set off against another month."""
        return self.taken - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """One entry of a tax account, with what it is about as far as that is known."""

    entry: Entry
    escrow: Escrow | None
    earning: Earning | None


def tax_policies() -> QuerySet[TaxPolicy]:
    """Every version, the newest first."""
    return TaxPolicy.objects.order_by("-effective_at")


def letters_of(user: User) -> QuerySet[StatementLetter]:
    """One's own letters, the newest first."""
    return StatementLetter.objects.filter(person=user)


def letters_visible_to(user: User) -> QuerySet[StatementLetter]:
    """One's own; for those who keep the books, everybody's."""
    mine = Q(pk__isnull=False) if keeps_books(user) else Q(person=user)
    return StatementLetter.objects.select_related("person").filter(mine)


def letters_to_check() -> QuerySet[StatementLetter]:
    """Those that wait, the oldest first."""
    waiting = StatementLetter.objects.filter(state=LetterState.WAITING)
    return waiting.select_related("person").order_by("handed_in_at", "pk")


def tax_months() -> list[TaxMonth]:
    """Every month in which a tax was taken or paid on, the newest first (2 queries)."""
    taken = _taken().annotate(
        tax=F("account__kind"), month=TruncMonth("transfer__posted_at", tzinfo=book_zone())
    )
    sums: dict[tuple[date, str, str], list[int]] = {}
    for row in taken.values("month", "tax", "currency").annotate(minor=Sum("amount_minor")):
        name = (row["month"].date(), row["tax"], row["currency"])
        sums.setdefault(name, [0, 0])[0] = row["minor"]
    paid = TaxRemittance.objects.filter(reversal=None).order_by().values("month", "tax", "currency")
    for row in paid.annotate(minor=Sum("amount_minor")):
        name = (row["month"], row["tax"], row["currency"])
        sums.setdefault(name, [0, 0])[1] = row["minor"]
    return [
        TaxMonth(
            tax=RemittedTax(tax),
            month=month,
            taken=Money(came, currency),
            paid=Money(went, currency),
        )
        for (month, tax, currency), (came, went) in sorted(sums.items(), reverse=True)
    ]


def owed_in_all() -> list[tuple[RemittedTax, Money]]:
    """What each tax account holds now, by currency (1 query)."""
    rows = (
        Entry.objects.filter(account__kind__in=RemittedTax.values)
        .values("account__kind", "currency")
        .annotate(minor=Sum("amount_minor"))
        .order_by("account__kind", "currency")
    )
    return [
        (RemittedTax(row["account__kind"]), Money(row["minor"], row["currency"])) for row in rows
    ]


def owed_of(tax: RemittedTax, currency: str) -> Money:
    """What is owed of a tax in all (1 query)."""
    rows = Entry.objects.filter(account__kind=tax, currency=currency)
    return Money(rows.aggregate(minor=Sum("amount_minor", default=0))["minor"], currency)


def owed_of_month(tax: RemittedTax, month: date, currency: str) -> Money:
    """What is still owed of a tax for a month (2 queries)."""
    return tax_month(tax, month, currency).owed


def tax_month(tax: RemittedTax, month: date, currency: str) -> TaxMonth:
    """One tax of one month, zero where nothing happened (2 queries)."""
    taken = _of_month(tax, month, currency).aggregate(minor=Sum("amount_minor", default=0))
    standing = remittances_of(tax, month, currency).filter(reversal=None)
    paid = standing.aggregate(minor=Sum("amount_minor", default=0))
    return TaxMonth(
        tax=tax,
        month=month,
        taken=Money(taken["minor"], currency),
        paid=Money(paid["minor"], currency),
    )


def remittances_of(tax: RemittedTax, month: date, currency: str) -> QuerySet[TaxRemittance]:
    """What was written down as paid for a month, the newest first, also what was taken back."""
    rows = TaxRemittance.objects.filter(tax=tax, month=month, currency=currency)
    return rows.select_related("recorded_by", "reversal__recorded_by")


def tax_lines(tax: RemittedTax, month: date, currency: str) -> Iterator[TaxLine]:
    """Each entry of a month, in the order of the book, that is for the tax office (3 queries)."""
    entries = list(_of_month(tax, month, currency).select_related("transfer").order_by("pk"))
    keys = {entry.pk: _RELEASE.fullmatch(entry.transfer.key) for entry in entries}
    escrows = Escrow.objects.select_related("payer", "payee").filter(
        reference__in={entry.transfer.reference for entry in entries}
    )
    by_reference = {escrow.reference: escrow for escrow in escrows}
    earnings: dict[int, list[Earning]] = {}
    for one in Earning.objects.filter(escrow__in=by_reference.values()).order_by("pk"):
        earnings.setdefault(one.escrow_id, []).append(one)
    for entry in entries:
        escrow, key = by_reference.get(entry.transfer.reference), keys[entry.pk]
        found = earnings.get(escrow.pk, []) if escrow is not None and key is not None else []
        place = int(key["number"]) - 1 if key is not None and key["number"] else -1
        earning = found[place] if found and place < len(found) else None
        yield TaxLine(entry=entry, escrow=escrow, earning=earning)


def _of_month(tax: RemittedTax, month: date, currency: str) -> QuerySet[Entry]:
    since, until = month_bounds(month)
    return _taken().filter(
        account__kind=tax,
        currency=currency,
        transfer__posted_at__gte=since,
        transfer__posted_at__lt=until,
    )


def _taken() -> QuerySet[Entry]:
    entries = Entry.objects.filter(account__kind__in=RemittedTax.values).order_by()
    return entries.exclude(transfer__kind=TransferKind.TAX_REMITTED)


def letters_exceeded(now: datetime) -> QuerySet[StatementLetter]:
    """Accepted letters of this year whose people earned more here than such a letter may say.

    Each has `gross_minor`, what they earned here in rupiah since the year began.
    """
    year = book_day(now).year
    since, _until = month_bounds(date(year, 1, 1))
    earned = (
        Earning.objects.filter(payee=OuterRef("person"), currency="IDR", earned_at__gte=since)
        .order_by()
        .values("payee")
        .annotate(sum=Sum("gross_minor"))
        .values("sum")
    )
    accepted = StatementLetter.objects.filter(year=year, state=LetterState.ACCEPTED)
    return (
        accepted.select_related("person")
        .annotate(gross_minor=Subquery(earned))
        .filter(gross_minor__gt=current_tax_policy(now).letter_most_minor)
        .order_by("pk")
    )
