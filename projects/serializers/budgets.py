"""Budgets as JSON; amounts in minor units."""

from typing import Any

from rest_framework import serializers

from projects.spent import Standing


class BudgetSerializer(serializers.Serializer[Standing]):
    """A budget as it stands; `project` is null for that of each month, `month` its first day."""

    id = serializers.IntegerField(source="budget.pk")
    project = serializers.IntegerField(source="budget.project_id", allow_null=True)
    month = serializers.DateField(allow_null=True)
    currency = serializers.CharField(source="budget.currency")
    amount_minor = serializers.IntegerField(source="budget.amount_minor")
    used_minor = serializers.IntegerField(source="used.minor")
    left_minor = serializers.IntegerField(source="left.minor", help_text="Below zero when above.")
    percent = serializers.IntegerField()


class BudgetInput(serializers.Serializer[Any]):
    """An amount for each month, or for one of your projects as a whole."""

    project = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1
    )
    amount_minor = serializers.IntegerField(min_value=1, max_value=10**15)
