"""What a client means to spend: each month on everything, or on one project as a whole."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from projects.models.postings import Project


class Budget(models.Model):
    """An amount that its owner wants to be told about; it never stops a payment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="budgets")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="budgets")
    amount_minor = MinorUnitsField()
    currency = CurrencyField()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budget_is_positive"),
            models.UniqueConstraint(
                fields=["user", "project", "currency"],
                nulls_distinct=False,
                name="budget_is_one_for_each_purpose",
            ),
        ]

    def __str__(self) -> str:
        return self.project.title if self.project else self.currency

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class BudgetWarning(models.Model):
    """A mark that was passed and told; `month` is empty for the budget of a project."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="warnings")
    month = models.DateField(null=True)
    percent = models.PositiveSmallIntegerField()
    passed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "month", "percent"],
                nulls_distinct=False,
                name="budget_warns_once",
            ),
            models.CheckConstraint(condition=Q(percent__in=[80, 100]), name="budget_warns_at"),
        ]

    def __str__(self) -> str:
        return f"{self.percent}% of {self.budget_id}"
