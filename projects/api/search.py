"""`search/projects`: the search of the page, with its facets and its reasons."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import HasScope
from core.api.search import asked_of
from projects.api.base import WorkView
from projects.search import ORDERS, find_projects, read_search
from projects.search.asked import LABELS
from projects.serializers.search import FoundProjectsSerializer


class ProjectSearchView(WorkView):
    """Open projects by words and facets; each result says why it stands where it stands."""

    permission_classes = (AllowAny, HasScope)
    serializer_class = FoundProjectsSerializer

    @extend_schema(parameters=asked_of(LABELS, ORDERS), responses=FoundProjectsSerializer)
    def get(self, request: Request) -> Response:
        """Search. Whatever cannot be read in the address is left out, as on the page."""
        found = find_projects(read_search(request.query_params), self.now)
        return Response(FoundProjectsSerializer(found, context={"request": request}).data)
