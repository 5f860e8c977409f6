"""`saved-searches`: searches that one keeps, to be told of what fits."""

from urllib.parse import parse_qsl

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import NewestFirst
from projects.api.base import WorkView
from projects.models import SavedSearch
from projects.search import read_search
from projects.selectors_saved import saved_searches_of
from projects.serializers.saved import FrequencyInput, SavedSearchInput, SavedSearchSerializer
from projects.services import saved_searches


class SavedSearches(WorkView, ListAPIView[SavedSearch]):
    """Your kept searches."""

    serializer_class = SavedSearchSerializer
    pagination_class = NewestFirst
    queryset = SavedSearch.objects.none()

    def get_queryset(self) -> QuerySet[SavedSearch]:
        return saved_searches_of(self.person)

    @extend_schema(request=SavedSearchInput, responses={201: SavedSearchSerializer})
    def post(self, request: Request) -> Response:
        """Keep a search; the same one again changes its name and frequency."""
        said = self.read(SavedSearchInput).validated_data
        saved = saved_searches.save_search(
            by=self.person,
            search=read_search(dict(parse_qsl(said["address"]))),
            name=said["name"],
            frequency=said["frequency"],
            now=self.now,
        )
        return Response(SavedSearchSerializer(saved).data, status=status.HTTP_201_CREATED)


class SavedSearchDetail(WorkView):
    """One of them."""

    serializer_class = SavedSearchSerializer

    @extend_schema(request=FrequencyInput, responses=SavedSearchSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Be told more or less often."""
        saved = self.find(saved_searches_of(self.person), pk)
        said = self.read(FrequencyInput).validated_data
        saved_searches.change_frequency(saved=saved, by=self.person, now=self.now, **said)
        saved.refresh_from_db(fields=["frequency"])
        return Response(SavedSearchSerializer(saved).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Forget it."""
        saved = self.find(saved_searches_of(self.person), pk)
        saved_searches.remove_search(saved=saved, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)
