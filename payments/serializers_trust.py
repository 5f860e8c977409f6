"""Levels of trust as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from payments.models import Earning, EarningHold
from payments.trust import Standing


class TrustLevelSerializer(serializers.Serializer[Any]):
    """A level by its number, from zero up, and its name."""

    number = serializers.IntegerField()
    name = serializers.CharField(source="title")


class FactorSerializer(serializers.Serializer[Any]):
    """One fact and what the next level needs of it; `needed` is empty where it needs nothing."""

    name = serializers.CharField()
    text = serializers.CharField(source="label")
    have = serializers.CharField()
    needed = serializers.CharField()
    is_met = serializers.BooleanField()


class WaitSerializer(serializers.Serializer[Any]):
    """How many days a way to pay is held back, and how many with your level."""

    method = serializers.CharField()
    days = serializers.IntegerField()
    days_with_level = serializers.CharField(source="days_text")


class StandingSerializer(serializers.Serializer[Standing]):
    """Where you stand."""

    policy_version = serializers.IntegerField(source="policy.pk")
    effective_at = serializers.DateTimeField(source="policy.effective_at")
    level = TrustLevelSerializer()
    next_level = TrustLevelSerializer(source="next", allow_null=True)
    factors = FactorSerializer(many=True)
    holds = serializers.SerializerMethodField()

    @extend_schema_field(WaitSerializer(many=True))
    def get_holds(self, standing: Standing) -> list[dict[str, Any]]:  # noqa: ARG002
        """The ways to pay that are held back at all."""
        return [dict(WaitSerializer(one).data) for one in self.context["waits"]]


class HoldSerializer(serializers.Serializer[EarningHold]):
    """The rule an earning waits by, as it was when it was earned.

    `full_until` is when it would be free without your level.
    """

    level = TrustLevelSerializer()
    methods = serializers.SerializerMethodField()
    is_shortened = serializers.BooleanField()
    full_until = serializers.DateTimeField()
    text = serializers.CharField(source="rule_text")

    def get_methods(self, hold: EarningHold) -> list[str]:
        return hold.methods.split()


class PendingEarningSerializer(serializers.ModelSerializer[Earning]):
    """An earning that waits; amounts in minor units.

    `net_minor` is what becomes yours: without fees, taxes and what a bank took back.
    """

    escrow = serializers.CharField(source="escrow.reference")
    description = serializers.CharField(source="escrow.description")
    net_minor = serializers.IntegerField(source="left.minor")
    hold = serializers.SerializerMethodField()

    class Meta:
        model = Earning
        fields = (
            *("id", "escrow", "description", "currency", "gross_minor", "net_minor"),
            *("earned_at", "available_at", "hold"),
        )

    @extend_schema_field(HoldSerializer(allow_null=True))
    def get_hold(self, earning: Earning) -> dict[str, Any] | None:
        """None for earnings from before levels of trust."""
        hold = getattr(earning, "hold", None)
        return dict(HoldSerializer(hold).data) if hold else None
