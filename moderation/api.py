"""`reports`: point moderators to something, and read what came of it."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from core.api.pagination import NewestFirst
from moderation.models import Report
from moderation.selectors import reportable, reports_of
from moderation.serializers import ReportInput, ReportSerializer
from moderation.services import reports
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
