"""Identity checks as JSON."""

from typing import Any

from rest_framework import serializers

from core.api.texts import NameField
from identity.models import IdentityCheck
from identity.services.checks import LONGEST_NAME, LONGEST_NUMBER
from identity.states import CheckState, DocumentType, EndedBy, NumberDoubt, Part


class IdentitySerializer(serializers.ModelSerializer[IdentityCheck]):
    """Your newest check. The number is never given back, only its end."""

    state = serializers.ChoiceField(choices=CheckState.choices)
    document_type = serializers.ChoiceField(choices=DocumentType.choices)
    doubts = serializers.ListField(child=serializers.ChoiceField(choices=NumberDoubt.choices))
    wanted = serializers.ListField(child=serializers.ChoiceField(choices=Part.choices))
    ended_by = serializers.ChoiceField(choices=EndedBy.choices)

    class Meta:
        model = IdentityCheck
        fields = (
            "id",
            "state",
            "document_type",
            "legal_name",
            "number_end",
            "doubts",
            "submitted_at",
            "due_at",
            "decided_at",
            "reason",
            "wanted",
            "valid_until_at",
            "delete_pictures_at",
            "pictures_deleted_at",
            "ended_by",
        )


class IdentityInput(serializers.Serializer[Any]):
    """What to send; JPEG, PNG or WebP pictures of up to 10 MB."""

    document_type = serializers.ChoiceField(choices=DocumentType.choices)
    legal_name = NameField(max_length=LONGEST_NAME)
    number = serializers.CharField(max_length=LONGEST_NUMBER)
    document = serializers.FileField()
    selfie = serializers.FileField()
    consent = serializers.BooleanField(help_text="That Karya may look at the pictures.")
