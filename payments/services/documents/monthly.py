"""Statements of the month that is over, made by the clock for everybody who had movement in it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core.events import publish
from core.money import EXPONENTS
from core.sweeps import sweep
from payments import events
from payments.kinds import STATEMENTS, DocumentKind
from payments.models import Document, Entry
from payments.months import book_day, month_before
from payments.services.documents.statements import (
    SETTLED_AFTER,
    issue_statement,
    month_of,
    subject_of,
)
from payments.states import AccountKind, TransferKind

MOST = 5_000  # people of one run
_OWN = {
    AccountKind.PENDING: DocumentKind.FREELANCER_STATEMENT,
    AccountKind.AVAILABLE: DocumentKind.FREELANCER_STATEMENT,
    AccountKind.UNAPPLIED: DocumentKind.CLIENT_STATEMENT,
}
Wanted = set[tuple[DocumentKind, str]]  # kind and currency


def make_statements(*, now: datetime) -> int:
    """Make what is missing of last month, and tell each person once; returns how many people.

    Safe to run again and beside another worker: who has all of it already is left out.
    """
    month = _last_month(now)
    wanted = _missing(month)
    people = User.objects.filter(pk__in=wanted, is_active=True)

    def act(person: User) -> None:
        _make(person, wanted[person.pk], month=month, now=now)

    return sweep(people.order_by("pk"), act, most=MOST)


@transaction.atomic
def _make(person: User, wanted: Wanted, *, month: date, now: datetime) -> None:
    """All statements of a person in one transaction, with one event if any of them is new."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rows = _known(month, [person.pk]).values_list("kind", "currency")
    known = {(DocumentKind(kind), currency) for kind, currency in rows}
    missing = sorted(wanted - known)
    for kind, currency in missing:
        issue_statement(person=person, kind=kind, month=month, currency=currency, now=now)
    if missing:
        publish(events.StatementsMade(user_id=person.pk, month=month))


def _missing(month: date) -> Mapping[int, Wanted]:
    """Who had movement in a month and has no statement of it (3 queries)."""
    period = month_of(month)
    entries = Entry.objects.order_by().filter(
        transfer__posted_at__gte=period.start, transfer__posted_at__lt=period.end
    )
    found: dict[int, Wanted] = {}
    # Pending that becomes available stays with its person: alone it is no movement.
    own = entries.filter(account__kind__in=_OWN).exclude(transfer__kind=TransferKind.HOLD_OVER)
    names = ("account__user", "account__kind", "currency")
    for person, kind, currency in own.values_list(*names).distinct():
        found.setdefault(person, set()).add((_OWN[kind], currency))
    held = entries.filter(account__kind=AccountKind.ESCROW)
    for person, currency in held.values_list("account__escrow__payer", "currency").distinct():
        found.setdefault(person, set()).add((DocumentKind.CLIENT_STATEMENT, currency))
    for person, kind, currency in _known(month, list(found)).values_list(
        "person", "kind", "currency"
    ):
        found[person].discard((DocumentKind(kind), currency))
    return {person: wanted for person, wanted in found.items() if wanted}


def _known(month: date, people: list[int]) -> QuerySet[Document]:
    """Statements of the whole month; those up to some day of it have another subject."""
    whole = [subject_of(month_of(month), currency) for currency in EXPONENTS]
    return Document.objects.filter(person__in=people, kind__in=STATEMENTS, subject__in=whole)


def _last_month(now: datetime) -> date:
    """The first day of the month before this one."""
    return month_before(book_day(now - SETTLED_AFTER))
