"""Contracts, milestones and deliveries as JSON."""

from typing import Any

from rest_framework import serializers

from core.api.texts import WordsField
from projects.models import (
    Amendment,
    ChangeRequest,
    Contract,
    Delivery,
    Milestone,
    RefundRequest,
    WorkEvent,
)
from projects.serializers.bids import TermsSerializer
from projects.serializers.postings import AttachmentSerializer, PartySerializer


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """One step; its escrow is under `escrows/{escrow}`."""

    class Meta:
        model = Milestone
        fields = (
            "id",
            "contract",
            "position",
            "title",
            "amount_minor",
            "currency",
            "days",
            "state",
            "escrow",
            "due_on",
            "funded_at",
            "review_deadline_at",
            "rounds_used",
            "was_approved_by_clock",
            "ended_at",
        )


class ContractSerializer(serializers.ModelSerializer[Contract]):
    """A contract in a list."""

    client = PartySerializer(read_only=True)
    freelancer = PartySerializer(read_only=True)

    class Meta:
        model = Contract
        fields: tuple[str, ...] = (
            "id",
            "project",
            "title",
            "client",
            "freelancer",
            "state",
            "currency",
            "freelancer_bps",
            "client_bps",
            "ppn_bps",
            "pph22_bps",
            "fee_policy_version",
            "signed_at",
            "fund_by_at",
            "ended_at",
            "end_reason",
        )


class ContractDetailSerializer(ContractSerializer):
    """A contract with its terms and milestones."""

    terms = TermsSerializer(read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)

    class Meta(ContractSerializer.Meta):
        fields = (*ContractSerializer.Meta.fields, "terms", "milestones")


class ChangeRequestSerializer(serializers.ModelSerializer[ChangeRequest]):
    changes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ChangeRequest
        fields = ("changes", "requested_at")


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    attachments = AttachmentSerializer(many=True, read_only=True)
    change_request = ChangeRequestSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Delivery
        fields = ("id", "number", "message", "delivered_at", "attachments", "change_request")


class DeliveryInput(serializers.Serializer[Any]):
    """What is handed over; files as multipart form data."""

    message = WordsField(max_length=5000)
    files = serializers.ListField(child=serializers.FileField(), max_length=10, required=False)


class ChangesInput(serializers.Serializer[Any]):
    """What is to change."""

    changes = serializers.ListField(
        child=serializers.CharField(max_length=500), min_length=1, max_length=20
    )


class RefundRequestSerializer(serializers.ModelSerializer[RefundRequest]):
    class Meta:
        model = RefundRequest
        fields = ("id", "milestone", "cause", "reason", "state", "asked_at", "answer_by_at")


class AmendmentSerializer(serializers.ModelSerializer[Amendment]):
    proposed_by = PartySerializer(read_only=True)
    terms = TermsSerializer(read_only=True)

    class Meta:
        model = Amendment
        fields = ("id", "contract", "terms", "proposed_by", "state", "proposed_at", "answer_by_at")


class WorkEventSerializer(serializers.ModelSerializer[WorkEvent]):
    actor = PartySerializer(read_only=True, allow_null=True)

    class Meta:
        model = WorkEvent
        fields = (
            "id",
            "kind",
            "actor",
            "milestone",
            "from_state",
            "to_state",
            "reason",
            "happened_at",
        )
