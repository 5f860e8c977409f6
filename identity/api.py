"""`identity`: send it, and see how it stands."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from identity.models import IdentityCheck
from identity.selectors import latest_check_of
from identity.serializers import IdentityInput, IdentitySerializer
from identity.services import checks
from identity.services.checks import Submission


class IdentityView(ResourceView):
    """Your identity."""

    scope = "profile"
    serializer_class = IdentitySerializer
    queryset = IdentityCheck.objects.none()
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=IdentitySerializer)
    def get(self, request: Request) -> Response:
        """Your newest check; 404 before you ever sent one."""
        return Response(IdentitySerializer(self._mine()).data)

    @extend_schema(
        request={"multipart/form-data": IdentityInput}, responses={201: IdentitySerializer}
    )
    def post(self, request: Request) -> Response:
        """Send a document and a face. A moderator decides within 24 hours."""
        said = dict(self.read(IdentityInput).validated_data)
        consent = said.pop("consent")
        check = checks.submit(
            by=self.person, sent=Submission(**said), has_consented=consent, now=self.now
        )
        return Response(IdentitySerializer(check).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take your consent back: pictures and number are deleted at once, the badge goes."""
        self._mine()  # 404 before there ever was one
        checks.withdraw(by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _mine(self) -> IdentityCheck:
        check = latest_check_of(self.person)
        if check is None:
            raise Http404
        return check
