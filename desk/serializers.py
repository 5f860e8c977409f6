"""The desk as JSON; notes stay on its pages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from desk.kinds import Kind, Whose
from desk.models import Assignment
from desk.selectors import Queue, Row


class QueueInput(serializers.Serializer[Any]):
    """Which work to show."""

    kind = serializers.ChoiceField(choices=Kind.choices, required=False, default="")
    whose = serializers.ChoiceField(choices=Whose.choices, required=False, default=Whose.ANYONE)
    overdue = serializers.BooleanField(required=False, default=False)
    large = serializers.BooleanField(required=False, default=False)
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=10**6)


class DeskCaseSerializer(serializers.Serializer[Row]):
    """A case that waits; `assignee` is the handle of whoever has it.

    With `is_tied` you have to do with somebody in it, and can neither take nor decide it; with
    `is_above` a senior moderator decides it, and you are none.
    """

    kind = serializers.ChoiceField(source="case.kind", choices=Kind.choices)
    id = serializers.IntegerField(source="case.pk")
    title = serializers.CharField(source="case.title")
    state = serializers.CharField(source="case.state")
    address = serializers.CharField(source="case.address")
    due_at = serializers.DateTimeField(source="case.due_at", allow_null=True)
    is_overdue = serializers.BooleanField()
    is_tied = serializers.BooleanField()
    is_above = serializers.BooleanField()
    amount_minor = serializers.SerializerMethodField()
    currency = serializers.SerializerMethodField()
    assignee = serializers.SerializerMethodField()

    def get_amount_minor(self, row: Row) -> int | None:
        return row.case.amount.minor if row.case.amount is not None else None

    def get_currency(self, row: Row) -> str:
        return row.case.amount.currency if row.case.amount is not None else ""

    def get_assignee(self, row: Row) -> str:
        return row.assignment.assignee.handle if row.assignment is not None else ""


class DeskSerializer(serializers.Serializer[Queue]):
    """A page of the queue; `counts` is how many wait of each kind under the same filters."""

    counts = serializers.SerializerMethodField()
    page = serializers.IntegerField(source="page.number")
    pages = serializers.IntegerField(source="page.paginator.num_pages")
    cases = DeskCaseSerializer(source="rows", many=True)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_counts(self, queue: Queue) -> dict[str, int]:
        return {str(kind): count for kind, count in queue.counts}


class TakingInput(serializers.Serializer[Any]):
    """`take_over`: also when a colleague has it."""

    take_over = serializers.BooleanField(required=False, default=False)


class HandingOverInput(serializers.Serializer[Any]):
    """The handle of a colleague."""

    to = serializers.CharField(max_length=60)


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """Who has a case in hand."""

    id = serializers.IntegerField(source="case_id")
    assignee = serializers.CharField(source="assignee.handle")

    class Meta:
        model = Assignment
        fields = ("kind", "id", "assignee", "taken_at")
        read_only_fields = fields
