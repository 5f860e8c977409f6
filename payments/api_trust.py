"""A freelancer's level of trust over the API, and the earnings that wait by it."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from payments.api import MoneyView
from payments.models import Earning
from payments.selectors import pending_earnings_of
from payments.serializers_trust import PendingEarningSerializer, StandingSerializer
from payments.services import early_release
from payments.trust import standing_of


class TrustView(MoneyView):
    """`earnings/trust`"""

    serializer_class = StandingSerializer

    @extend_schema(responses=StandingSerializer)
    def get(self, request: Request) -> Response:
        """Your level, every factor with what the next level needs, and how long holds last."""
        standing = standing_of(self.person, self.now)
        waits = early_release.waits_of(standing.level, settings.DEFAULT_CURRENCY)
        return Response(StandingSerializer(standing, context={"waits": waits}).data)


class PendingEarningsView(MoneyView):
    """`earnings/pending`"""

    serializer_class = PendingEarningSerializer
    queryset = Earning.objects.none()

    @extend_schema(responses=PendingEarningSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your earnings that still wait, the next one first: until when, and by which rule."""
        page = self.paginate_queryset(pending_earnings_of(self.person))
        return self.get_paginated_response(PendingEarningSerializer(page, many=True).data)
