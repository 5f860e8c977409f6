"""Forms of budgets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import MoneyField
from projects.models import Project
from projects.spent import projects_to_budget

_MOST = 10**15  # minor units: ten trillion rupiah


class BudgetForm(forms.Form):
    """How much, and for what."""

    project = forms.ModelChoiceField(
        label=_("For"), queryset=Project.objects.none(), required=False
    )
    amount = MoneyField(label=_("Budget"), least=100, most=_MOST)

    def __init__(self, data: Any = None, *, user: User, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        project: Any = self.fields["project"]
        project.queryset = projects_to_budget(user).filter(currency=currency)
        project.empty_label = _("Everything I pay in a month")
        amount = self.fields["amount"]
        assert isinstance(amount, MoneyField)
        amount.currency = currency
