"""`search/projects`: the search of the page, with its facets and its reasons."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import HasScope
from projects.api.base import WorkView
from projects.search import ORDERS, find_projects, read_search
from projects.search.asked import LABELS
from projects.serializers.search import FoundSerializer

_ASKED = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words, “phrases”, -minus, or."),
    *(OpenApiParameter(name, OpenApiTypes.STR, description="A facet.") for name in LABELS),
    OpenApiParameter("order", OpenApiTypes.STR, enum=list(ORDERS)),
    OpenApiParameter(
        "weights", OpenApiTypes.STR, description="Own weights, as `words.60~fresh.40`."
    ),
    OpenApiParameter("after", OpenApiTypes.STR, description="Where the page before ended."),
]


class ProjectSearchView(WorkView):
    """Open projects by words and facets; each result says why it stands where it stands."""

    permission_classes = (AllowAny, HasScope)
    serializer_class = FoundSerializer

    @extend_schema(parameters=_ASKED, responses=FoundSerializer)
    def get(self, request: Request) -> Response:
        """Search. Whatever cannot be read in the address is left out, as on the page."""
        found = find_projects(read_search(request.query_params), self.now)
        return Response(FoundSerializer(found, context={"request": request}).data)
