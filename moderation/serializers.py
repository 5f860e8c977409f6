"""Reports as JSON."""

from typing import Any

from rest_framework import serializers

from moderation.models import LONGEST_CASE, LONGEST_WORDS, Case, Report
from moderation.states import Reason, Thing


class ReportSerializer(serializers.ModelSerializer[Report]):
    """What you reported, and what came of it."""

    thing = serializers.ChoiceField(source="reported.thing", choices=Thing.choices, read_only=True)
    thing_id = serializers.SerializerMethodField()
    state = serializers.CharField(source="reported.state", read_only=True)
    outcome = serializers.CharField(source="reported.outcome", read_only=True)
    decided_at = serializers.DateTimeField(source="reported.decided_at", read_only=True)

    class Meta:
        model = Report
        fields = ("id", "thing", "thing_id", "reason", "words", "made_at",
                  "state", "outcome", "decided_at")  # fmt: skip

    def get_thing_id(self, report: Report) -> int:
        reported = report.reported
        found = reported.project_id or reported.message_id or reported.review_id
        return found or reported.owner_id


class ReportInput(serializers.Serializer[Any]):
    """What, by kind and id, and why. The id of a profile is that of its person."""

    thing = serializers.ChoiceField(choices=Thing.choices)
    thing_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=Reason.choices)
    words = serializers.CharField(
        max_length=LONGEST_WORDS, required=False, default="", allow_blank=True
    )


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case about your account or what you wrote; `due_at` is when its state ends by itself.

    `rule` is a code and a version of the rulebook, with its words as they were in force.
    """

    thing_id = serializers.SerializerMethodField()
    rule = serializers.CharField(source="rule.name", read_only=True)
    rule_en = serializers.CharField(source="rule.text_en", read_only=True)
    rule_id = serializers.CharField(source="rule.text_id", read_only=True)

    class Meta:
        model = Case
        fields = ("id", "about", "thing_id", "state", "measure", "is_in_force", "urgency",
                  "look_due_at", "frozen", "frozen_sha256", "evidence_id", "rule",
                  "rule_en", "rule_id", "evidence", "due_at",
                  "opened_at", "answer", "answered_at", "decided_at", "reasons_en", "reasons_id",
                  "appeal", "appealed_at", "judged_at", "judgement_en", "judgement_id")  # fmt: skip

    def get_thing_id(self, case: Case) -> int:
        return case.project_id or case.message_id or case.review_id or case.person_id


class CaseWordsInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_CASE)
