"""What is in a region, under /api/v1/."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.money import Money
from marketplace.regions.tree import place_of
from projects.local import earned_in


class RegionFiguresSerializer(serializers.Serializer[Any]):
    """What is in a region; work done and money are counted in batches of at least five people."""

    code = serializers.CharField()
    name = serializers.CharField()
    page = serializers.CharField(help_text="The path of its page.")
    open_projects = serializers.IntegerField()
    freelancers = serializers.IntegerField()
    year = serializers.IntegerField()
    work_done = serializers.IntegerField(
        help_text="Pieces of work paid this year, as far as they may be told; else 0."
    )
    earned_minor = serializers.IntegerField(
        help_text="Net, in minor units, rounded down to hundred thousands of rupiah."
    )
    currency = serializers.CharField()


class RegionFiguresView(GenericAPIView[Any]):
    """`regions/{code}/figures`"""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = RegionFiguresSerializer

    @extend_schema(responses=RegionFiguresSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Open projects, freelancers, and what was earned there this year; for everybody."""
        place = place_of(code)
        if place is None:
            raise Http404
        earned = earned_in(place.code, timezone.now())
        amount: Money = earned.amount
        shown = {
            "code": place.code,
            "name": place.name,
            "page": place.address,
            "open_projects": place.open_projects,
            "freelancers": place.freelancers,
            "year": earned.year,
            "work_done": earned.pieces,
            "earned_minor": amount.minor,
            "currency": amount.currency,
        }
        return Response(RegionFiguresSerializer(shown).data)
