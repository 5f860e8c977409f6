"""What every search found, as JSON; and what it may be asked."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers


def asked_of(facets: Iterable[str], orders: Iterable[str]) -> list[OpenApiParameter]:
    """The parameters of a search."""
    return [
        OpenApiParameter("q", OpenApiTypes.STR, description="Words, “phrases”, -minus, or."),
        *(OpenApiParameter(name, OpenApiTypes.STR, description="A facet.") for name in facets),
        OpenApiParameter("order", OpenApiTypes.STR, enum=list(orders)),
        OpenApiParameter(
            "weights", OpenApiTypes.STR, description="Own weights, as `words.60~fresh.40`."
        ),
        OpenApiParameter("after", OpenApiTypes.STR, description="Where the page before ended."),
    ]


def next_address(of: serializers.Serializer[Any], query: str) -> str | None:
    """The whole address of the next page, if there is one."""
    path: str = of.context["request"].build_absolute_uri(query)
    return path if query else None


class RankingPartSerializer(serializers.Serializer[object]):
    """What one factor gave a result: points = weight × value ÷ 100, rounded down."""

    factor = serializers.CharField(source="factor.name")
    value = serializers.IntegerField(min_value=0, max_value=1000)
    weight = serializers.IntegerField(min_value=0, max_value=100)
    points = serializers.IntegerField(min_value=0)


class WhySerializer(serializers.Serializer[object]):
    """Why a result stands where it stands; the points of its parts add up to the score."""

    score = serializers.IntegerField(min_value=0)
    most = serializers.IntegerField(min_value=0)
    parts = RankingPartSerializer(many=True)


class OptionSerializer(serializers.Serializer[object]):
    value = serializers.CharField()
    words = serializers.CharField(source="label")
    count = serializers.IntegerField(min_value=0)
    is_chosen = serializers.BooleanField()
    is_more = serializers.BooleanField(help_text="`count` is the least that there are.")


class FacetSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    words = serializers.CharField(source="label")
    options = OptionSerializer(many=True)


class RelaxationSerializer(serializers.Serializer[object]):
    """A part of the search that could be dropped, and how many results that would bring."""

    name = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


class FoundSerializer(serializers.Serializer[Any]):
    """A page of results; `next` goes on, `instead` are the words that were looked for instead."""

    next = serializers.SerializerMethodField()
    total = serializers.IntegerField(min_value=0)
    is_more = serializers.BooleanField(help_text="More than `total` were found.")
    instead = serializers.CharField(allow_blank=True)
    is_any = serializers.BooleanField()
    facets = FacetSerializer(many=True)
    relaxations = RelaxationSerializer(many=True)

    def get_next(self, found: Any) -> str | None:
        """The address of the next page, if there is one."""
        return next_address(self, found.next_query)
