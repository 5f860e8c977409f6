"""`desk`: what waits for staff, and who has it. The roles are those of the pages."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from accounts.models import User
from desk import services
from desk.models import Assignment
from desk.policies import works_at_desk
from desk.registry import Case
from desk.selectors import Wanted, colleagues_for, find_case, queue_of
from desk.serializers import (
    AssignmentSerializer,
    DeskSerializer,
    HandingOverInput,
    QueueInput,
    TakingInput,
)


class DeskView(ResourceView):
    """`desk`"""

    scope = "desk"
    serializer_class = DeskSerializer
    queryset = Assignment.objects.none()

    @extend_schema(parameters=[QueueInput], responses=DeskSerializer)
    def get(self, request: Request) -> Response:
        """What waits for your role, the most urgent first; 404 for everybody but staff."""
        if not works_at_desk(self.person):
            raise Http404
        asked = QueueInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        wanted = Wanted(
            kind=said["kind"],
            whose=said["whose"],
            only_overdue=said["overdue"],
            only_large=said["large"],
        )
        queue = queue_of(self.person, wanted, page=said["page"], now=self.now)
        return Response(DeskSerializer(queue).data)


class AssignmentView(ResourceView):
    """`desk/{kind}/{id}/assignment`"""

    scope = "desk"
    serializer_class = AssignmentSerializer
    queryset = Assignment.objects.none()

    @extend_schema(request=TakingInput, responses=AssignmentSerializer)
    def post(self, request: Request, kind: str, pk: int) -> Response:
        """Take a case; 409 when a colleague has it, unless you say `take_over`."""
        case, said = self._case(kind, pk), self.read(TakingInput).validated_data
        take = services.take_over if said["take_over"] else services.take
        held = take(case=case, by=self.person, now=self.now)
        return Response(AssignmentSerializer(held).data)

    @extend_schema(request=HandingOverInput, responses=AssignmentSerializer)
    def put(self, request: Request, kind: str, pk: int) -> Response:
        """Hand a case over to a colleague of the same role without a tie to it."""
        case, said = self._case(kind, pk), self.read(HandingOverInput).validated_data
        to = self._colleague(case, said["to"])
        held = services.hand_over(case=case, by=self.person, to=to, now=self.now)
        return Response(AssignmentSerializer(held).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, kind: str, pk: int) -> Response:
        """Give a case back to whoever takes it."""
        services.give_back(case=self._case(kind, pk), by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _case(self, kind: str, pk: int) -> Case:
        case = find_case(self.person, kind, pk)
        if case is None:
            raise Http404
        return case

    def _colleague(self, case: Case, handle: str) -> User:
        found = colleagues_for(self.person, case).filter(handle=handle).first()
        if found is None:
            raise ValidationError({"to": "There is no such colleague."})
        return found
