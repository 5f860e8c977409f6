"""The public figures under /api/v1/."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.transparency.counted import DisputeFigures, Group, dispute_figures


class DisputeGroupSerializer(serializers.Serializer[Group]):
    """Disputes of one kind; null is what is hidden because it is about too few."""

    name = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)
    client_percent = serializers.IntegerField(allow_null=True)
    freelancer_percent = serializers.IntegerField(allow_null=True)


class DisputeFiguresSerializer(serializers.Serializer[DisputeFigures]):
    """How disputes end. `by_size`: up to Rp500.000, 2, 5 million, above, in another currency."""

    ended = serializers.IntegerField(allow_null=True)
    open_now = serializers.IntegerField(allow_null=True)
    overdue_now = serializers.IntegerField(allow_null=True)
    median_days = serializers.IntegerField(allow_null=True)
    client_percent = serializers.IntegerField(allow_null=True)
    freelancer_percent = serializers.IntegerField(allow_null=True)
    late_percent = serializers.IntegerField(allow_null=True)
    by_end = DisputeGroupSerializer(many=True)
    by_category = DisputeGroupSerializer(many=True)
    by_size = DisputeGroupSerializer(many=True)
    counted_at = serializers.DateTimeField()


class DisputeFiguresView(GenericAPIView[Any]):
    """`transparency/disputes`"""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = DisputeFiguresSerializer

    @extend_schema(responses=DisputeFiguresSerializer)
    def get(self, request: Request) -> Response:
        """How many disputes ended, how, and who won which part of the money; for everybody."""
        return Response(DisputeFiguresSerializer(dispute_figures(timezone.now())).data)
