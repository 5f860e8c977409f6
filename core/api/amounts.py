"""Amounts that the API takes."""

from typing import Any

from rest_framework import serializers


class WholeField(serializers.IntegerField):
    """A whole number in the digits 0 to 9 alone, as the forms read them too."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and not data.isascii():
            self.fail("invalid")
        return super().to_internal_value(data)
