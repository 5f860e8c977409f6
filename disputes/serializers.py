"""Disputes as JSON. Amounts are minor units, before the fee."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.amounts import WholeField
from core.api.texts import WordsField
from core.money import LARGEST_MINOR
from disputes.models import LONGEST, Dispute, Proposal, Ruling
from disputes.states import Ground, Reason
from projects.serializers.postings import PartySerializer


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """How one side would divide the money."""

    by = PartySerializer(read_only=True)

    class Meta:
        model = Proposal
        fields = ("id", "by", "to_freelancer_minor", "message", "proposed_at")


class RulingSerializer(serializers.ModelSerializer[Ruling]):
    """What a moderator proposed or decided, by which rule, and why."""

    rule = serializers.CharField(source="rule.code", read_only=True)

    class Meta:
        model = Ruling
        fields = (
            "id",
            "kind",
            "to_freelancer_minor",
            "rule",
            "reasons_id",
            "reasons_en",
            "ruled_at",
        )


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """A disagreement about one milestone."""

    opened_by = PartySerializer(read_only=True)
    proposals = ProposalSerializer(many=True, read_only=True)
    ruling = RulingSerializer(read_only=True, allow_null=True)

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
            "evidence_closes_at",
            "proposals",
            "ruling",
        )


class _Part(serializers.Serializer[Any]):
    to_freelancer_minor = WholeField(min_value=0, max_value=LARGEST_MINOR)


class DisputeInput(_Part):
    """What it is about, what happened, and the split asked for."""

    reason_code = serializers.ChoiceField(choices=Reason.choices)
    claim = WordsField(max_length=LONGEST)


@extend_schema_serializer(component_name="DisputeProposalInput")
class ProposalInput(_Part):
    """Another split."""

    message = WordsField(max_length=LONGEST, required=False, allow_blank=True, default="")


class SecretOfferInput(serializers.Serializer[Any]):
    """Your limit: the freelancer's part of the price, before the fee."""

    limit_minor = WholeField(min_value=0, max_value=LARGEST_MINOR)


class AnswerInput(serializers.Serializer[Any]):
    """Whether you accept the proposal."""

    is_accepted = serializers.BooleanField()


class AppealInput(serializers.Serializer[Any]):
    """What the appeal rests on, and what is new or went wrong."""

    ground = serializers.ChoiceField(choices=Ground.choices)
    text = WordsField(max_length=LONGEST)
