"""The money at each provider by the book, and what the last comparison says of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from core.money import Money
from payments.balances import ACCOUNTS, MINOR
from payments.compared import last_runs
from payments.models import ReconciliationCase, ReconciliationRun
from payments.states import CaseState

_HELD = f"""
    SELECT a.provider, a.currency, -sum({MINOR})
    FROM {ACCOUNTS}
    WHERE a.kind = 'provider_cash' GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 -- constants of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one provider holds in one currency.

    `unexplained` is what its reports say it holds more (less, below zero) than the book, as far as
    nobody has explained it. `compared_until` is None where no row was ever compared.
    """

    provider: str
    held: Money
    unexplained: Money
    is_doubted: bool
    compared_until: datetime | None

    @property
    def agrees(self) -> bool:
        return self.compared_until is not None and not self.is_doubted


def holdings() -> list[Holding]:
    """The money at providers by provider and currency, from the whole book (5 queries)."""
    has_rows = Q(reported__gt=0) | Q(booked__gt=0)
    known = set(ReconciliationRun.objects.filter(has_rows).values_list("provider", flat=True))
    compared = {run.provider: run.until for run in last_runs() if run.provider in known}
    doubts = _unexplained()
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        book = {(provider, currency): int(minor) for provider, currency, minor in cursor.fetchall()}
    return [
        Holding(
            provider=provider,
            held=Money(book.get((provider, currency), 0), currency),
            unexplained=Money(doubts.get((provider, currency), 0), currency),
            is_doubted=(provider, currency) in doubts,
            compared_until=compared.get(provider),
        )
        for provider, currency in sorted(book.keys() | doubts.keys())
    ]


def _unexplained() -> dict[tuple[str, str], int]:
    """What open cases say is more at a provider than in the book; two that cancel out stay."""
    sums: dict[tuple[str, str], int] = {}
    for case in ReconciliationCase.objects.filter(state=CaseState.OPEN).iterator():
        name = (case.provider, case.currency)
        sums[name] = sums.get(name, 0) + case.difference.minor
    return sums
