"""Words that the API takes, without what cannot be seen in them; the forms' are in core.forms."""

from typing import Any

from rest_framework import serializers

from core.errors import InvalidInput
from core.texts import one_line, person_name, several_lines


class WordsField(serializers.CharField):
    """Words of several lines."""

    def to_internal_value(self, data: Any) -> str:
        return self._filled(several_lines(super().to_internal_value(data)))

    def _filled(self, text: str) -> str:
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class LineField(WordsField):
    """A title, or anything short in one line."""

    def to_internal_value(self, data: Any) -> str:
        return self._filled(one_line(super().to_internal_value(data)))


class NameField(serializers.CharField):
    """What a person is called."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return person_name(super().to_internal_value(data))
        except InvalidInput as error:
            raise serializers.ValidationError(error.message, code="invalid") from None
