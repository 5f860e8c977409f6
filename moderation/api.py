"""`reports`: point moderators to something, and read what came of it."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from core.api.pagination import NewestFirst
from moderation.models import Case, Report
from moderation.selectors import cases_about, reportable, reports_of
from moderation.serializers import (
    CaseSerializer,
    CaseWordsInput,
    ReportInput,
    ReportSerializer,
)
from moderation.services import cases, reports
from moderation.states import Reason, Thing


class Reports(ListAPIView[Report], ResourceView):
    """`reports`"""

    scope = "projects"
    serializer_class = ReportSerializer
    pagination_class = NewestFirst
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        return reports_of(self.person)

    @extend_schema(request=ReportInput, responses={201: ReportSerializer})
    def post(self, request: Request) -> Response:
        """Report something that you can read: once, with a reason."""
        said = self.read(ReportInput).validated_data
        report = reports.report(
            what=self.find(reportable(self.person, Thing(said["thing"])), said["thing_id"]),
            by=self.person,
            reason=Reason(said["reason"]),
            words=said["words"],
            now=self.now,
        )
        return Response(ReportSerializer(report).data, status=status.HTTP_201_CREATED)


class Cases(ListAPIView[Case], ResourceView):
    """`cases`: what moderators asked and decided about you."""

    scope = "profile"
    serializer_class = CaseSerializer
    pagination_class = NewestFirst
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        return cases_about(self.person)


class CaseAnswer(ResourceView):
    """`cases/{id}/answer`"""

    scope = "profile"
    serializer_class = CaseSerializer

    @extend_schema(request=CaseWordsInput, responses=CaseSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say how it was, once and within seven days."""
        case, said = self.find(cases_about(self.person), pk), self.read(CaseWordsInput)
        text = said.validated_data["text"]
        case = cases.answer_case(case=case, by=self.person, text=text, now=self.now)
        return Response(CaseSerializer(case).data)


class CaseAppeal(ResourceView):
    """`cases/{id}/appeal`"""

    scope = "profile"
    serializer_class = CaseSerializer

    @extend_schema(request=CaseWordsInput, responses=CaseSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask for somebody else to look at it, once and within fourteen days."""
        case, said = self.find(cases_about(self.person), pk), self.read(CaseWordsInput)
        text = said.validated_data["text"]
        case = cases.appeal_case(case=case, by=self.person, text=text, now=self.now)
        return Response(CaseSerializer(case).data)
