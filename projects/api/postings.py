"""`projects` and what can be done with one."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import HasScope
from accounts.selectors import open_people
from core.api.cautions import ConfirmInput
from core.api.pagination import NewestFirst
from core.api.parsers import asked
from core.cautions import ask_to_confirm
from core.models import Place
from core.search.queries import ready
from core.search.words import read_words
from projects.api.base import WorkView
from projects.models import Attachment, Bid, Invitation, Project
from projects.selectors import (
    have_contract,
    invitations_of,
    open_projects,
    projects_of,
    projects_visible_to,
)
from projects.serializers.bids import InvitationInput, InvitationSerializer
from projects.serializers.postings import (
    AttachmentSerializer,
    FilesInput,
    PostingInput,
    ProjectDetailSerializer,
    ProjectSerializer,
    ReasonInput,
)
from projects.services import invitations, postings
from projects.states import ProjectState


class _ReadByAll(WorkView):
    """Everybody may read; changing takes a person."""

    def get_permissions(self) -> list[Any]:
        reads = self.request.method in SAFE_METHODS
        kinds: list[type[BasePermission]] = [AllowAny if reads else IsAuthenticated, HasScope]
        return [kind() for kind in kinds]

    def visible(self) -> QuerySet[Project]:
        user = self.request.user
        return projects_visible_to(user if user.is_authenticated else None)

    def own(self) -> QuerySet[Project]:
        return projects_visible_to(self.person)

    def ask(self, texts: list[str], body: ConfirmInput) -> None:
        """Ask before everybody reads words that lead outside."""
        ask_to_confirm(texts, place=Place.POSTING, is_confirmed=body.take_confirm(), now=self.now)


class NewestPublished(NewestFirst):
    """By publication; one's own have drafts among them, so those go by when they were begun."""

    ordering = ("-published_at", "-pk")

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        if asked(request, "mine") and request.user.is_authenticated:
            return ("-pk",)
        return tuple(super().get_ordering(request, queryset, view))


class ProjectList(_ReadByAll, ListAPIView[Project]):
    """Open postings, newest first; `?q=` searches, `?mine=1` lists your own."""

    serializer_class = ProjectSerializer
    pagination_class = NewestPublished
    queryset = Project.objects.none()

    def get_queryset(self) -> QuerySet[Project]:
        if asked(self.request, "mine") and self.request.user.is_authenticated:
            found = projects_of(self.person)
        else:
            found = open_projects()
        if category := asked(self.request, "category"):
            found = found.filter(category__slug=category)
        if words := asked(self.request, "q"):
            terms = read_words(words)
            found = found.filter(search=ready([terms])[0]) if terms else found.none()
        return found.prefetch_related("skills").select_related("client")

    @extend_schema(request=PostingInput, responses={201: ProjectDetailSerializer})
    def post(self, request: Request) -> Response:
        """Start a draft."""
        posting = self.read(PostingInput).posting()
        project = postings.create_draft(by=self.person, posting=posting, now=self.now)
        return Response(ProjectDetailSerializer(project).data, status=status.HTTP_201_CREATED)


class ProjectDetail(_ReadByAll):
    """One posting."""

    serializer_class = ProjectDetailSerializer

    @extend_schema(responses=ProjectDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        found = self.visible().prefetch_related("skills", "questions", "attachments")
        return Response(ProjectDetailSerializer(self.find(found, pk)).data)

    @extend_schema(request=PostingInput, responses=ProjectDetailSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is named; the rest stays."""
        project = self.find(self.own(), pk)
        serializer = PostingInput(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        if project.state != ProjectState.DRAFT:
            self.ask([said.get("title", ""), said.get("description", "")], serializer)
        changed = postings.edit_project(
            project=project,
            by=self.person,
            posting=serializer.posting(on_top_of=project),
            now=self.now,
        )
        return Response(ProjectDetailSerializer(changed).data)


class _OneMove(WorkView):
    """A POST that moves one posting."""

    serializer_class = ReasonInput

    def project(self, pk: int) -> Project:
        return self.find(projects_visible_to(self.person), pk)

    def answer(self, project: Project) -> Response:
        return Response(ProjectDetailSerializer(project).data)


class Publication(_ReadByAll):
    """`projects/{id}/publication`"""

    serializer_class = ConfirmInput

    @extend_schema(request=ConfirmInput, responses=ProjectDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Open a complete draft for bids (or hand it to a moderator)."""
        project = self.find(self.own(), pk)
        self.ask([project.title, project.description], self.read(ConfirmInput))
        project = postings.publish_project(project=project, by=self.person, now=self.now)
        return Response(ProjectDetailSerializer(project).data)


class Cancellation(_OneMove):
    """`projects/{id}/cancellation`"""

    @extend_schema(request=ReasonInput, responses=ProjectDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Call it off."""
        reason = self.read(ReasonInput).validated_data["reason"]
        project = self.project(pk)
        return self.answer(
            postings.cancel_project(project=project, by=self.person, reason=reason, now=self.now)
        )


class Renewal(_OneMove):
    """`projects/{id}/renewal`"""

    @extend_schema(request=None, responses=ProjectDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take bids for another period."""
        return self.answer(
            postings.renew_project(project=self.project(pk), by=self.person, now=self.now)
        )


class TakingBack(_OneMove):
    """`projects/{id}/taking-back`"""

    @extend_schema(request=None, responses=ProjectDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make it a draft again while a moderator reads it."""
        return self.answer(
            postings.take_back_posting(project=self.project(pk), by=self.person, now=self.now)
        )


class ProjectFiles(_OneMove):
    """`projects/{id}/files`"""

    pagination_class = None
    queryset = Project.objects.none()

    @extend_schema(
        request={"multipart/form-data": FilesInput},
        responses={201: AttachmentSerializer(many=True)},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Attach files."""
        project = self.project(pk)
        uploads = self.read(FilesInput).validated_data["files"]
        postings.add_files(project=project, uploads=uploads, by=self.person, now=self.now)
        files = Attachment.objects.filter(project=project)
        return Response(AttachmentSerializer(files, many=True).data, status=status.HTTP_201_CREATED)


class ProjectInvitations(_OneMove):
    """`projects/{id}/invitations`"""

    @extend_schema(request=InvitationInput, responses={201: InvitationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask a freelancer to bid."""
        project, body = self.project(pk), self.read(InvitationInput)
        is_confirmed, said = body.take_confirm(), body.validated_data
        freelancer = self.find_person(said["handle"])
        if not have_contract(self.person.pk, freelancer.pk):
            ask_to_confirm(
                [said["message"]],
                place=Place.INVITATION,
                is_confirmed=is_confirmed,
                now=self.now,
            )
        invitation = invitations.invite(
            project=project,
            freelancer=freelancer,
            by=self.person,
            message=said["message"],
            now=self.now,
        )
        return Response(InvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    def find_person(self, handle: str) -> Any:
        people = open_people().filter(handle=handle)
        return self.find(people, people.values_list("pk", flat=True).first() or 0)


class Invitations(WorkView, ListAPIView[Invitation]):
    """Invitations to you, newest first."""

    serializer_class = InvitationSerializer
    pagination_class = NewestFirst
    queryset = Invitation.objects.none()

    def get_queryset(self) -> QuerySet[Invitation]:
        return invitations_of(self.person)


def bids_with_parts(found: QuerySet[Bid]) -> QuerySet[Bid]:
    """What a bid shows, in a fixed number of queries."""
    return found.select_related("freelancer", "terms__author").prefetch_related(
        Prefetch("terms__milestones"), "answers", "attachments"
    )
