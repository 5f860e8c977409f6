"""How much of a budget is used: what was paid and has not come back, nor was taken by a bank.

A payment counts in the month in which the first of it came, in the payer's own time zone, as on
the page of spending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from core.money import Money
from payments.models import Escrow
from payments.months import month_after
from payments.selectors import escrows_paid_by
from payments.states import PayinState
from payments.taken_back import taken_of_escrow
from projects.models import Budget, Project
from projects.models.contracts import zone_of
from projects.states import ProjectState

_NET = F("paid_minor") - F("refunded_minor") - F("charged_back_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A budget and what is used of it; `month` is empty for the budget of a project."""

    budget: Budget
    month: date | None
    used: Money

    @property
    def left(self) -> Money:
        """Below zero when more is used than was meant."""
        return self.budget.amount - self.used

    @property
    def is_above(self) -> bool:
        return self.left.minor < 0

    @property
    def above(self) -> Money:
        """How much more is used than was meant."""
        return Money(max(0, -self.left.minor), self.budget.currency)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of it; may be more."""
        return self.used.minor * 100 // self.budget.amount_minor

    @property
    def drawn(self) -> int:
        """What a bar can show of it."""
        return max(0, min(100, self.percent))


def budgets_of(user: User) -> QuerySet[Budget]:
    """The budgets of a person, that of the month first."""
    return (
        Budget.objects.filter(user=user)
        .select_related("project")
        .order_by(F("project").asc(nulls_first=True), "pk")
    )


def standings_of(user: User, *, now: datetime) -> list[Standing]:
    """Every budget of a person as it stands (at most 3 queries)."""
    return standings(list(budgets_of(user)), user, now=now)


def standings(budgets: Sequence[Budget], user: User, *, now: datetime) -> list[Standing]:
    """How these budgets of a person stand (at most 2 queries)."""
    month, monthly, projects = month_of(user, now), {}, {}
    if any(one.project_id is None for one in budgets):
        monthly = _by("currency", _paid_in(user, month))
    if any(one.project_id is not None for one in budgets):
        projects = _by("milestone__contract__project", escrows_paid_by(user))
    return [
        Standing(
            budget=one,
            month=month if one.project_id is None else None,
            used=Money(
                monthly.get(one.currency, 0)
                if one.project_id is None
                else projects.get(one.project_id, 0),
                one.currency,
            ),
        )
        for one in budgets
    ]


def budgets_touched_by(escrow: Escrow) -> QuerySet[Budget]:
    """The budgets of the payer that a payment into this escrow counts in."""
    of_project = Project.objects.filter(contracts__milestones__escrow=escrow)
    return budgets_of(escrow.payer).filter(
        Q(project=None) | Q(project__in=of_project.values("pk")), currency=escrow.currency
    )


def projects_to_budget(user: User) -> QuerySet[Project]:
    """Projects that can have a budget of their own, no discarded drafts; the newest first."""
    rows = Project.objects.filter(client=user).exclude(
        state=ProjectState.CANCELLED, published_at=None
    )
    return rows.order_by("-pk")


def month_of(user: User, now: datetime) -> date:
    """The first day of the month that it is where the person lives."""
    return now.astimezone(zone_of(user)).date().replace(day=1)


def _paid_in(user: User, month: date) -> QuerySet[Escrow]:
    zone = zone_of(user)
    first, end = (
        datetime(one.year, one.month, 1, tzinfo=zone) for one in (month, month_after(month))
    )
    captured = Q(payins__state=PayinState.CAPTURED)
    return (
        escrows_paid_by(user)
        .filter(paid_minor__gt=0)
        .annotate(first=Coalesce(Min("payins__captured_at", filter=captured), "created_at"))
        .filter(first__gte=first, first__lt=end)
    )


def _by(column: str, escrows: QuerySet[Escrow]) -> dict[object, int]:
    # The sum runs over the chosen escrows alone: payments in parts would count them twice.
    rows = Escrow.objects.filter(pk__in=escrows.order_by().values("pk"))
    sums = rows.order_by().values(column).annotate(net=Sum(_NET - taken_of_escrow()))
    return dict(sums.values_list(column, "net"))
