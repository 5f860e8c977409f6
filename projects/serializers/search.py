"""What a search of projects found, as JSON."""

from rest_framework import serializers

from projects.search.found import Found, Result
from projects.serializers.postings import ProjectSerializer


class PartSerializer(serializers.Serializer[object]):
    """What one factor gave a result: points = weight × value ÷ 100, rounded down."""

    factor = serializers.CharField(source="factor.name")
    value = serializers.IntegerField(min_value=0, max_value=1000)
    weight = serializers.IntegerField(min_value=0, max_value=100)
    points = serializers.IntegerField(min_value=0)


class WhySerializer(serializers.Serializer[object]):
    """Why a result stands where it stands; the points of its parts add up to the score."""

    score = serializers.IntegerField(min_value=0)
    most = serializers.IntegerField(min_value=0)
    parts = PartSerializer(many=True)


class ResultSerializer(serializers.Serializer[Result]):
    project = ProjectSerializer()
    why = WhySerializer(allow_null=True)
    is_kept_place = serializers.BooleanField(help_text="A place that is kept for newcomers.")


class OptionSerializer(serializers.Serializer[object]):
    value = serializers.CharField()
    words = serializers.CharField(source="label")
    count = serializers.IntegerField(min_value=0)
    is_chosen = serializers.BooleanField()


class FacetSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    words = serializers.CharField(source="label")
    options = OptionSerializer(many=True)


class RelaxationSerializer(serializers.Serializer[object]):
    """A part of the search that could be dropped, and how many projects that would bring."""

    name = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


class FoundSerializer(serializers.Serializer[Found]):
    """A page of results; `next` goes on, `instead` are the words that were looked for instead."""

    next = serializers.SerializerMethodField()
    total = serializers.IntegerField(min_value=0)
    instead = serializers.CharField(allow_blank=True)
    is_any = serializers.BooleanField()
    facets = FacetSerializer(many=True)
    relaxations = RelaxationSerializer(many=True)
    results = ResultSerializer(many=True)

    def get_next(self, found: Found) -> str | None:
        """The address of the next page, if there is one."""
        path: str = self.context["request"].build_absolute_uri(found.next_query)
        return path if found.next_query else None
