"""Disputes as JSON. Amounts are minor units, before the fee."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.money import LARGEST_MINOR
from disputes.models import LONGEST, Dispute, Proposal, Ruling
from disputes.states import Reason
from projects.serializers.postings import PartySerializer


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """How one side would divide the money."""

    by = PartySerializer(read_only=True)

    class Meta:
        model = Proposal
        fields = ("id", "by", "to_freelancer_minor", "message", "proposed_at")


class RulingSerializer(serializers.ModelSerializer[Ruling]):
    """What a moderator decided, and why."""

    class Meta:
        model = Ruling
        fields = ("to_freelancer_minor", "rule", "reasons", "ruled_at")


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """A disagreement about one milestone."""

    opened_by = PartySerializer(read_only=True)
    proposals = ProposalSerializer(many=True, read_only=True)
    rulings = RulingSerializer(many=True, read_only=True)

    class Meta:
        model = Dispute
        fields = (
            "id",
            "milestone",
            "opened_by",
            "reason_code",
            "claim",
            "amount_minor",
            "currency",
            "state",
            "opened_at",
            "deadline_at",
            "closed_at",
            "to_freelancer_minor",
            "proposals",
            "rulings",
        )


class _Part(serializers.Serializer[Any]):
    to_freelancer_minor = serializers.IntegerField(min_value=0, max_value=LARGEST_MINOR)


class DisputeInput(_Part):
    """What it is about, what happened, and the split asked for."""

    reason_code = serializers.ChoiceField(choices=Reason.choices)
    claim = serializers.CharField(max_length=LONGEST)


@extend_schema_serializer(component_name="DisputeProposalInput")
class ProposalInput(_Part):
    """Another split."""

    message = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, default=""
    )
