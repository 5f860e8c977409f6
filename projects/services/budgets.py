"""Budgets are set and watched; they warn, and never stop anybody from paying."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from payments.models import Escrow
from projects.events import BudgetPassed
from projects.models import Budget, BudgetWarning, Project
from projects.policies import can_budget, owns_budget
from projects.spent import Standing, budgets_of, budgets_touched_by, standings

MARKS = (80, 100)  # percent
MOST = 100


@transaction.atomic
def set_budget(*, by: User, amount: Money, project: Project | None, now: datetime) -> Budget:
    """Set how much somebody means to spend, each month or on a project; a second call changes it.

    What is already passed is not told: they see it when they set it. Raises InvalidInput for an
    amount that is not above zero and whole, LimitReached beyond a hundred budgets.
    """
    if project is not None:
        require(can_budget, by, project)
    if amount.minor <= 0 or amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Please give an amount above zero, without fractions."))
    User.objects.select_for_update().get(pk=by.pk)  # two tabs set one
    mine = budgets_of(by)
    if mine.count() >= MOST and not mine.filter(project=project, currency=amount.currency):
        raise LimitReached(_("You have a hundred budgets already. Please remove one first."))
    budget, _is_new = Budget.objects.update_or_create(
        user=by,
        project=project,
        currency=amount.currency,
        defaults={"amount_minor": amount.minor, "set_at": now},
    )
    budget.warnings.all().delete()
    for standing in standings([budget], by, now=now):
        _passed(standing, now)
    return budget


@transaction.atomic
def remove_budget(*, budget: Budget, by: User) -> None:
    """Have no budget any more. A second call changes nothing."""
    require(owns_budget, by, budget)
    Budget.objects.filter(pk=budget.pk).delete()


@transaction.atomic
def watch(*, escrow: Escrow, now: datetime) -> None:
    """After a payment: tell of each mark that it passed, once a month, the highest only."""
    # Locked, so that of two payments at once the second sees the first.
    locked = list(budgets_touched_by(escrow).select_for_update(of=("self",)))
    for standing in standings(locked, escrow.payer, now=now):
        marks = _passed(standing, now)
        if marks:
            publish(
                BudgetPassed(
                    budget_id=standing.budget.pk,
                    percent=max(marks),
                    used_minor=standing.used.minor,
                    month=standing.month,
                )
            )


def _passed(standing: Standing, now: datetime) -> list[int]:
    """The marks that are passed and were not written down before."""
    known = standing.budget.warnings.filter(month=standing.month).values_list("percent", flat=True)
    marks = [mark for mark in MARKS if standing.percent >= mark and mark not in set(known)]
    BudgetWarning.objects.bulk_create(
        BudgetWarning(budget=standing.budget, month=standing.month, percent=mark, passed_at=now)
        for mark in marks
    )
    return marks
