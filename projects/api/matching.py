"""Suggestions under /api/v1/, each with its reasons."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import HasScope
from accounts.selectors import open_people
from accounts.serializers import FreelancerSerializer
from core.api.search import WhySerializer
from projects.api.base import WorkView
from projects.matching import people_for, projects_for, similar_to
from projects.models import Project
from projects.selectors import projects_of, projects_visible_to
from projects.serializers.postings import ProjectSerializer
from projects.services import asides
from projects.states import ProjectState


class WorkMatchSerializer(serializers.Serializer[Any]):
    """A project that may suit, and why."""

    project = ProjectSerializer()
    why = WhySerializer()


class PersonMatchSerializer(serializers.Serializer[Any]):
    """A freelancer who may suit, and why."""

    freelancer = FreelancerSerializer(source="profile")
    why = WhySerializer()


class ProjectsForYou(WorkView):
    """`matches/projects`"""

    serializer_class = WorkMatchSerializer
    pagination_class = None
    queryset = Project.objects.none()

    @extend_schema(responses=WorkMatchSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Open projects that suit your profile, the best first, each with its reasons."""
        found = projects_for(self.person, self.now)
        return Response(WorkMatchSerializer(found, many=True).data)


class Suggestions(WorkView):
    """`projects/{id}/suggestions`"""

    serializer_class = PersonMatchSerializer
    pagination_class = None
    queryset = Project.objects.none()

    @extend_schema(responses=PersonMatchSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Freelancers who suit your open project; invite them under `invitations`."""
        project = self.find(projects_of(self.person).prefetch_related("skills"), pk)
        found = people_for(project) if project.state == ProjectState.OPEN else []
        return Response(PersonMatchSerializer(found, many=True).data)


class Similar(WorkView):
    """`projects/{id}/similar`"""

    permission_classes = (AllowAny, HasScope)
    serializer_class = ProjectSerializer
    pagination_class = None
    queryset = Project.objects.none()

    @extend_schema(responses=ProjectSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Open projects like this one."""
        user = request.user if isinstance(request.user, User) else None
        project = self.find(projects_visible_to(user).prefetch_related("skills"), pk)
        found = similar_to(project).prefetch_related("skills").select_related("client")
        return Response(ProjectSerializer(found, many=True).data)


class NotForMeView(WorkView):
    """`projects/{id}/not-for-me`"""

    serializer_class = ProjectSerializer

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int) -> Response:
        """Do not suggest this project to me again."""
        asides.put_project_aside(project=self._project(pk), by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """It may be suggested again."""
        asides.take_project_up(project=self._project(pk), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _project(self, pk: int) -> Project:
        return self.find(projects_visible_to(self.person), pk)


class PersonNotForMeView(WorkView):
    """`projects/{id}/suggestions/{handle}/not-for-me`"""

    serializer_class = ProjectSerializer

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int, handle: str) -> Response:
        """Do not suggest this freelancer for this project again; nobody is told."""
        asides.put_person_aside(
            project=self._own(pk), freelancer=self._person(handle), by=self.person, now=self.now
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, handle: str) -> Response:
        """They may be suggested again."""
        asides.take_person_up(
            project=self._own(pk), freelancer=self._person(handle), by=self.person
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _own(self, pk: int) -> Project:
        return self.find(projects_of(self.person), pk)

    def _person(self, handle: str) -> User:
        people: QuerySet[User] = open_people().filter(handle=handle)
        found = people.first()
        return self.find(people, found.pk if found else 0)
