"""`budgets`: what one means to spend, and how it stands."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core.money import Money
from projects.api.base import ContractView
from projects.models import Budget
from projects.serializers.budgets import BudgetInput, BudgetSerializer
from projects.services import budgets
from projects.spent import budgets_of, projects_to_budget, standings, standings_of


class Budgets(ContractView):
    """Your budgets."""

    serializer_class = BudgetSerializer
    queryset = Budget.objects.none()
    pagination_class: Any = None

    @extend_schema(responses=BudgetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Each budget and what is used of it, that of the month first."""
        found: Any = standings_of(self.person, now=self.now)
        return Response(BudgetSerializer(found, many=True).data)

    @extend_schema(request=BudgetInput, responses={201: BudgetSerializer})
    def post(self, request: Request) -> Response:
        """Set a budget, or another amount of it. You are told at 80% and at 100%."""
        said = self.read(BudgetInput).validated_data
        found = said["project"]
        project = None if found is None else self.find(projects_to_budget(self.person), found)
        currency = str(project.currency if project else settings.DEFAULT_CURRENCY)
        budget = budgets.set_budget(
            by=self.person,
            amount=Money(said["amount_minor"], currency),
            project=project,
            now=self.now,
        )
        (standing,) = standings([budget], self.person, now=self.now)
        return Response(BudgetSerializer(standing).data, status=status.HTTP_201_CREATED)


class BudgetDetail(ContractView):
    """One of them."""

    serializer_class = BudgetSerializer

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Have it no more."""
        budgets.remove_budget(budget=self.find(budgets_of(self.person), pk), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)
