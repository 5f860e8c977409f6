"""What a search of projects found, as JSON."""

from rest_framework import serializers

from core.api.search import FoundSerializer, WhySerializer, next_address
from projects.search.archive import Ended
from projects.search.found import Result
from projects.serializers.postings import ProjectSerializer


class FoundProjectSerializer(serializers.Serializer[Result]):
    project = ProjectSerializer()
    why = WhySerializer(allow_null=True)
    is_kept_place = serializers.BooleanField(help_text="A place that is kept for newcomers.")


class FoundProjectsSerializer(FoundSerializer):
    results = FoundProjectSerializer(many=True)


class EndedProjectsSerializer(serializers.Serializer[Ended]):
    """A page of ended projects; `next` goes on, `instead` are the words looked for instead."""

    next = serializers.SerializerMethodField()
    instead = serializers.CharField(allow_blank=True)
    is_any = serializers.BooleanField(help_text="They have some of the words; none has all.")
    is_cut = serializers.BooleanField(
        help_text="The newest were looked through and did not fill the page; `next` looks further."
    )
    results = ProjectSerializer(many=True, source="projects")

    def get_next(self, ended: Ended) -> str | None:
        """The address of the next page, if there is one."""
        return next_address(self, ended.next_query)
