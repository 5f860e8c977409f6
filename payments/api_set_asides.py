"""Set-asides under /api/v1/."""

from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.amounts import WholeField
from core.money import Money, exponent_of
from payments import earmarks
from payments.api import MoneyView
from payments.purposes import SetAsideKind
from payments.selectors import currencies_of
from payments.services import set_asides


class JarSerializer(serializers.Serializer[earmarks.Jar]):
    """What is kept apart for one purpose, and the share of each new earning that joins it."""

    kind = serializers.ChoiceField(choices=SetAsideKind.choices)
    amount_minor = serializers.IntegerField(source="amount.minor")
    share_bps = serializers.IntegerField()


class JarsSerializer(serializers.Serializer[Any]):
    """All set-asides of one currency; `free_minor` may be withdrawn without touching them."""

    currency = serializers.CharField(source="available.currency")
    available_minor = serializers.IntegerField(source="available.minor")
    free_minor = serializers.IntegerField(source="free.minor")
    set_asides = JarSerializer(many=True, source="each")


class SetAsideInput(serializers.Serializer[dict[str, Any]]):
    """What to change: the share, or the amount (above zero puts aside, below zero takes back)."""

    currency = serializers.CharField(max_length=3, default="IDR")
    share_bps = WholeField(min_value=0, max_value=9_000, required=False)
    change_minor = WholeField(min_value=-(10**15), max_value=10**15, required=False)


class SetAsidesView(MoneyView):
    """`set-asides`"""

    serializer_class = JarsSerializer
    pagination_class = None

    @extend_schema(responses=JarsSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What you keep apart, by currency. It stays available and yours."""
        currencies = currencies_of(self.person) or [settings.DEFAULT_CURRENCY]
        jars = [earmarks.jars_of(self.person, currency) for currency in currencies]
        return Response(JarsSerializer(jars, many=True).data)


class SetAsideView(MoneyView):
    """`set-asides/{kind}`"""

    serializer_class = JarsSerializer

    @extend_schema(request=SetAsideInput, responses=JarsSerializer)
    def patch(self, request: Request, kind: str) -> Response:
        """Change the share or the amount of one purpose: `tax`, `bpjs` or `rainy_day`."""
        if kind not in SetAsideKind.values:
            raise Http404
        body = SetAsideInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        exponent_of(given["currency"])  # raises InvalidInput for one that Karya does not keep
        if "share_bps" in given:
            set_asides.set_share(
                by=self.person, kind=kind, currency=given["currency"], share_bps=given["share_bps"]
            )
        if change := given.get("change_minor", 0):
            act = set_asides.put_aside if change > 0 else set_asides.take_back
            amount = Money(abs(change), given["currency"])
            act(by=self.person, kind=kind, amount=amount, now=self.now)
        return Response(JarsSerializer(earmarks.jars_of(self.person, given["currency"])).data)
