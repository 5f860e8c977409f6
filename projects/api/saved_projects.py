"""`saved-projects`: projects that one keeps to come back to."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import NewestFirst
from projects.api.base import WorkView
from projects.models import Project, SavedProject
from projects.selectors import projects_visible_to
from projects.selectors_saved import projects_to_let_go, saved_projects_of
from projects.serializers.postings import ProjectSerializer
from projects.services import saved_projects


class SavedProjectSerializer(serializers.ModelSerializer[SavedProject]):
    """A project, and when you kept it."""

    project = ProjectSerializer()
    saved_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = SavedProject
        fields = ("project", "saved_at")


class SavedProjects(WorkView, ListAPIView[SavedProject]):
    """The projects you keep, the latest kept first; nobody else sees them."""

    serializer_class = SavedProjectSerializer
    pagination_class = NewestFirst
    queryset = SavedProject.objects.none()

    def get_queryset(self) -> QuerySet[SavedProject]:
        return saved_projects_of(self.person)


class Saving(WorkView):
    """`projects/{id}/saving`"""

    serializer_class = ProjectSerializer

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int) -> Response:
        """Keep this project; 200 at the most."""
        saved_projects.save_project(project=self._project(pk), by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """No longer keep it, also where it is gone."""
        project = self.find(projects_to_let_go(self.person), pk)
        saved_projects.remove_saved_project(project=project, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _project(self, pk: int) -> Project:
        return self.find(projects_visible_to(self.person), pk)
