"""The ledger explorer: accounts and their entries, page by page from the id of the last row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Max, Min, QuerySet, Subquery, Sum
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LimitReached
from core.money import Money
from payments.balances import ACCOUNTS, MINOR
from payments.models import Account, Entry, Transfer

PAGE = 50
EXPORTED_MOST = 20_000  # rows of one file
# Ids and moments of postings run together but for what a database transaction may wait.
SKEW = timedelta(hours=1)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Chunk(Generic[Row]):
    """Some rows, the newest first; `before` is where the next page begins, None at the end."""

    rows: list[Row]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An account and its balance now."""

    account: Account
    balance: Money


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry, and the balance of its account after it."""

    entry: Entry
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a moment, and up to another one that is no longer in it; None is open."""

    since: datetime | None = None
    until: datetime | None = None


def accounts_found(
    *, kind: str = "", currency: str = "", email: str = "", before: int | None = None
) -> Chunk[Standing]:
    """Accounts, the youngest first; of a person also the escrows they pay or earn (2 queries)."""
    rows = Account.objects.select_related("user", "escrow").order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    if currency:
        rows = rows.filter(currency=currency)
    if email:
        rows = rows.filter(pk__in=_touching(email))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return Chunk(standings_of(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


def _touching(email: str) -> QuerySet[Account, int]:
    """Ids of a person's accounts and escrows: three look-ups by index instead of one OR."""
    person = User.objects.alias(low=Lower("email")).filter(low=email.lower())
    own = Account.objects.filter(user__in=person).values_list("pk", flat=True)
    paid = Account.objects.filter(escrow__payer__in=person).values_list("pk", flat=True)
    earned = Account.objects.filter(escrow__payee__in=person).values_list("pk", flat=True)
    return own.union(paid, earned)


_UNTRACKED = f"""
    SELECT a.id, {MINOR}
    FROM {ACCOUNTS}
    WHERE a.id = ANY(%s)
"""  # noqa: S608 -- constants of ours


def standings_of(accounts: list[Account]) -> list[Standing]:
    """Balances: the tracked ones as kept, the others by snapshot and entries since (1 query)."""
    untracked = [account.pk for account in accounts if not account.tracked]
    minors: dict[int, int] = {}
    if untracked:
        with connection.cursor() as cursor:
            cursor.execute(_UNTRACKED, [untracked])
            minors = {pk: int(minor) for pk, minor in cursor.fetchall()}
    return [
        Standing(one, one.balance if one.tracked else Money(minors[one.pk], one.currency))
        for one in accounts
    ]


def movements_of(account: Account, period: Period, *, before: int | None = None) -> Chunk[Movement]:
    """A page of an account's entries, with the balance after each (at most 6 queries)."""
    rows = _entries(account, period)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Chunk(_balanced(account, shown), shown[-1].pk if len(found) > PAGE else None)


def movements_to_export(account: Account, period: Period) -> list[Movement]:
    """All entries of a period, the oldest first; raises LimitReached when they are too many."""
    found = list(_entries(account, period).order_by("pk")[: EXPORTED_MOST + 1])
    if len(found) > EXPORTED_MOST:
        raise LimitReached(
            _("That is more than %(most)d entries. Choose fewer days.") % {"most": EXPORTED_MOST}
        )
    return _balanced(account, found[::-1])[::-1]


def _entries(account: Account, period: Period) -> QuerySet[Entry]:
    """The entries of a period. Moments stand on transfers, so ids narrow the walk down first."""
    rows = Entry.objects.filter(account=account).select_related("transfer")
    if period.since is not None:
        earlier = Transfer.objects.filter(posted_at__lt=period.since - SKEW).order_by("-posted_at")
        first = _entries_of_first(earlier).aggregate(pk=Min("pk"))["pk"]
        rows = rows.filter(transfer__posted_at__gte=period.since)
        rows = rows.filter(pk__gt=first) if first is not None else rows
    if period.until is not None:
        later = Transfer.objects.filter(posted_at__gte=period.until + SKEW).order_by("posted_at")
        last = _entries_of_first(later).aggregate(pk=Max("pk"))["pk"]
        rows = rows.filter(transfer__posted_at__lt=period.until)
        rows = rows.filter(pk__lt=last) if last is not None else rows
    return rows


def _entries_of_first(transfers: QuerySet[Transfer]) -> QuerySet[Entry]:
    return Entry.objects.filter(transfer=Subquery(transfers.values("pk")[:1]))


def _balanced(account: Account, entries: list[Entry]) -> list[Movement]:
    """The balance after each of some entries, the newest first, from the last snapshot on."""
    if not entries:
        return []
    low, high = entries[-1].pk, entries[0].pk
    running = _balance_before(account, low)
    moved = Entry.objects.filter(account=account, pk__gte=low, pk__lte=high).order_by("pk")
    after: dict[int, int] = {}
    for pk, minor in moved.values_list("pk", "amount_minor"):
        running += minor
        after[pk] = running
    return [Movement(one, Money(after[one.pk], account.currency)) for one in entries]


def _balance_before(account: Account, entry_id: int) -> int:
    snapshots = account.snapshots.filter(last_entry_id__lt=entry_id)
    known = snapshots.order_by("-last_entry_id").first()
    start, minor = (known.last_entry_id, known.balance_minor) if known else (0, 0)
    since = account.entries.filter(pk__gt=start, pk__lt=entry_id)
    moved: int = since.aggregate(sum=Sum("amount_minor", default=0))["sum"]
    return minor + moved
