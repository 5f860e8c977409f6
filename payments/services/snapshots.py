"""Balances of untracked accounts, written down each night, so that nobody sums years."""

from datetime import datetime

import structlog
from django.db import connection, transaction
from django.db.models import Sum

from payments.models import Account, AccountSnapshot
from payments.services import checks

log = structlog.get_logger(__name__)


def take_snapshots(*, now: datetime) -> int:
    """Write the balance of each untracked account up to one common entry; returns how many."""
    last = _last_settled_entry()
    if last is None:
        return 0
    return sum(take_one(account, last, now) for account in Account.objects.filter(tracked=False))


def check_nightly(*, now: datetime) -> int:
    """Prove the book; a difference is logged as an error, which the operator's alarm watches."""
    findings = checks.check_ledger() + checks.check_providers(now=now)
    for finding in findings:
        log.error("book does not balance", check=finding.check, row=finding.row)
    return len(findings)


@transaction.atomic
def _last_settled_entry() -> int | None:
    """The newest entry below which none can still appear: writers are waited for, very shortly."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_settled_entry()")
        newest: int | None = cursor.fetchone()[0]
    return newest


def take_one(account: Account, last: int, now: datetime) -> bool:
    """Write the balance of one account up to and including this entry; False where it stands."""
    before = account.snapshots.order_by("-last_entry_id").first()
    start, balance = (before.last_entry_id, before.balance_minor) if before else (0, 0)
    since = account.entries.filter(pk__gt=start, pk__lte=last)
    moved = since.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    _row, is_new = AccountSnapshot.objects.get_or_create(
        account=account,
        last_entry_id=last,
        defaults={"balance_minor": balance + moved, "taken_at": now},
    )
    return is_new
