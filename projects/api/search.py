"""`search/projects` and `search/archive`: the searches of the pages, facets and reasons too."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import HasScope
from core.api.search import asked_of
from projects.api.base import WorkView
from projects.search import ORDERS, find_projects, read_search
from projects.search.archive import ArchiveSearch, find_ended, read_archive
from projects.search.asked import LABELS
from projects.serializers.search import EndedProjectsSerializer, FoundProjectsSerializer

_ASKED = {"q", *ArchiveSearch.FACETS, "after"}


class ProjectSearchView(WorkView):
    """Open projects by words and facets; each result says why it stands where it stands."""

    permission_classes = (AllowAny, HasScope)
    serializer_class = FoundProjectsSerializer

    @extend_schema(parameters=asked_of(LABELS, ORDERS), responses=FoundProjectsSerializer)
    def get(self, request: Request) -> Response:
        """Search. Whatever cannot be read in the address is left out, as on the page."""
        found = find_projects(read_search(request.query_params), self.now)
        return Response(FoundProjectsSerializer(found, context={"request": request}).data)


class ArchiveSearchView(WorkView):
    """Projects that took bids and are over, the newest first; nothing is counted."""

    permission_classes = (AllowAny, HasScope)
    serializer_class = EndedProjectsSerializer

    @extend_schema(
        parameters=[one for one in asked_of(ArchiveSearch.FACETS, []) if one.name in _ASKED],
        responses=EndedProjectsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Search. Whatever cannot be read in the address is left out, as on the page."""
        ended = find_ended(read_archive(request.query_params), self.now)
        return Response(EndedProjectsSerializer(ended, context={"request": request}).data)
