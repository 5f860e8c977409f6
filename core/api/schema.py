"""What the OpenAPI schema says of every operation."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema as Spectacular
from rest_framework import serializers

Direction = Literal["request", "response"]
STATUSES = ("400", "401", "403", "404", "405", "406", "409", "415", "429")


class ErrorDetailSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="For programs: `required`, `wrong_state`, …")
    detail = serializers.CharField(help_text="For people, in the language that was asked for.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field it is about, such as `milestones.0.amount`, or null."
    )


class ErrorsSerializer(serializers.Serializer[Any]):
    """The one shape of every error."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorDetailSerializer(many=True)  # type: ignore[assignment] # its own word for it


class AutoSchema(Spectacular):
    """Adds the one error shape to every operation."""

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction=direction)
        if direction == "response":
            for status in STATUSES:
                if status not in bodies:
                    body = self._get_response_for_code(ErrorsSerializer, status)  # type: ignore[no-untyped-call]
                    bodies[status] = body
        return bodies
