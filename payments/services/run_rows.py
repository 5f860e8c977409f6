"""A comparison row by row, for a spreadsheet: what differed first, then the book's other rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.money import Money
from payments.models import ReconciliationRun
from payments.services.booked import booked_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Both sides of one thing; `kind` and `state` are empty where no difference was found."""

    subject: str
    key: str
    reference: str
    at: datetime
    booked: Money | None
    booked_cost: Money | None
    reported: Money | None = None
    reported_cost: Money | None = None
    kind: str = ""
    state: str = ""


def rows_of(run: ReconciliationRun) -> Iterator[Row]:
    """Every row of a run. The book's rows are as it has them today; a report is not kept."""
    told: set[tuple[str, str]] = set()
    for case in run.differences.order_by("state", "occurred_at", "pk"):
        told.add((case.subject, case.key))
        yield Row(
            subject=case.subject,
            key=case.key,
            reference=case.provider_reference,
            at=case.occurred_at,
            booked=case.booked,
            booked_cost=case.booked_cost,
            reported=case.reported,
            reported_cost=case.reported_cost,
            kind=case.get_kind_display(),
            state=case.get_state_display(),
        )
    for ours in booked_between(run.provider, run.since, run.until):
        if (ours.subject, ours.key) not in told:
            yield Row(
                subject=ours.subject,
                key=ours.key,
                reference=ours.reference,
                at=ours.at,
                booked=ours.amount,
                booked_cost=ours.cost,
            )
