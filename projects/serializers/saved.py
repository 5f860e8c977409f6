"""Kept searches as JSON."""

from typing import Any

from rest_framework import serializers

from core.api.texts import LineField
from projects.models import SavedSearch
from projects.models.saved import Frequency


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    """A kept search; `address` is the query of `search/projects` and of the page."""

    class Meta:
        model = SavedSearch
        fields = ("id", "name", "address", "frequency", "created_at")


class SavedSearchInput(serializers.Serializer[Any]):
    """A search to keep, as the query of its address (`q=logo&region=32`)."""

    address = serializers.CharField(max_length=1000, allow_blank=True)
    name = LineField(max_length=100, required=False, allow_blank=True, default="")
    frequency = serializers.ChoiceField(choices=Frequency.choices, default=Frequency.INSTANT)


class FrequencyInput(serializers.Serializer[Any]):
    """How often to be told."""

    frequency = serializers.ChoiceField(choices=Frequency.choices)
