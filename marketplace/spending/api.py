"""A client's spending under /api/v1/."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.spending.choices import choose
from marketplace.spending.statement import Month, OnContract, OnProject, Spending, Spent
from payments.api import MoneyView


class SpentSerializer(serializers.Serializer[Spent]):
    """Minor units; what was paid is the sum of the other six."""

    paid_minor = serializers.IntegerField(source="paid.minor")
    held_minor = serializers.IntegerField(source="held.minor")
    released_minor = serializers.IntegerField(source="released.minor")
    fee_minor = serializers.IntegerField(source="fee.minor")
    tax_minor = serializers.IntegerField(source="tax.minor")
    refunded_minor = serializers.IntegerField(source="refunded.minor")
    charged_back_minor = serializers.IntegerField(source="charged_back.minor")


class SpendingMonthSerializer(serializers.Serializer[Month]):
    """One month, named by its first day."""

    month = serializers.DateField()
    spent = SpentSerializer()


class SpendingProjectSerializer(serializers.Serializer[OnProject]):
    """One project with all its contracts; `id` is null for what belongs to none."""

    id = serializers.IntegerField(source="pk", allow_null=True)
    title = serializers.CharField()
    contracts = serializers.IntegerField()
    spent = SpentSerializer()


class SpendingContractSerializer(serializers.Serializer[OnContract]):
    """One contract; `id` is null for a payment that belongs to none."""

    id = serializers.IntegerField(source="pk", allow_null=True)
    title = serializers.CharField()
    freelancer = serializers.CharField(source="payee")
    spent = SpentSerializer()


class SpendingSerializer(serializers.Serializer[Spending]):
    """A year of one currency."""

    year = serializers.IntegerField()
    currency = serializers.CharField()
    contract = serializers.IntegerField(allow_null=True)
    total = SpentSerializer()
    months = SpendingMonthSerializer(many=True)
    projects = SpendingProjectSerializer(many=True)
    contracts = SpendingContractSerializer(many=True)


class SpendingView(MoneyView):
    """`spending`"""

    serializer_class = SpendingSerializer
    pagination_class: Any = None

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("currency", "year", "contract")],
        responses=SpendingSerializer,
    )
    def get(self, request: Request) -> Response:
        """What you paid in a year, and what became of it. Without a year: the newest."""
        found = choose(self.person, request.query_params).spending
        return Response(SpendingSerializer(found).data)
