"""What a search of projects found, as JSON."""

from rest_framework import serializers

from core.api.search import FoundSerializer, WhySerializer
from projects.search.found import Result
from projects.serializers.postings import ProjectSerializer


class FoundProjectSerializer(serializers.Serializer[Result]):
    project = ProjectSerializer()
    why = WhySerializer(allow_null=True)
    is_kept_place = serializers.BooleanField(help_text="A place that is kept for newcomers.")


class FoundProjectsSerializer(FoundSerializer):
    is_more = serializers.BooleanField(help_text="More than `total` were found.")
    results = FoundProjectSerializer(many=True)
