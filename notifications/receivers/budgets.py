"""News of budgets that clients set themselves."""

from core.events import on
from core.money import Money
from notifications.receivers.telling import tell
from projects.events import BudgetPassed
from projects.models import Budget


@on(BudgetPassed)
def tell_of_budget(event: BudgetPassed) -> None:
    budget = Budget.objects.select_related("project").get(pk=event.budget_id)
    tell(
        f"{'project_' if budget.project else ''}budget_{_STAGES[event.percent]}",
        [budget.user_id],
        about=f"budget:{budget.pk}:{event.month or ''}:{event.percent}",
        used=Money(event.used_minor, budget.currency),
        budget=budget.amount,
        project=budget.project.title if budget.project else "",
    )


_STAGES = {80: "nearly_used", 100: "used"}
