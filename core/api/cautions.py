"""What the API says of words that lead outside; see core.cautions."""

from operator import attrgetter
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.outside import Kind, found_in


class ConfirmInput(serializers.Serializer[Any]):
    """Words that may lead outside are sent with `confirm` after the sender was asked."""

    confirm = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Send true after a `confirm_first`: the words go as they are.",
    )

    def take_confirm(self) -> bool:
        """Whether the sender has been asked; the rest of the data is as if it never stood there."""
        return bool(self.validated_data.pop("confirm", False))


@extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Kind.choices)))
class WarningsField(serializers.Field[Any, Any, list[str], Any]):
    """Which contacts or payments elsewhere the named texts seem to hold; nothing protects those."""

    def __init__(self, *names: str, **kwargs: Any) -> None:
        self.names = names
        kwargs |= {"read_only": True, "source": "*"}
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> list[str]:
        texts = (attrgetter(name)(value) for name in self.names)
        return [mention.kind.value for mention in found_in(*texts)]
