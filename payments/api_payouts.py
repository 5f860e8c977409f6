"""Payouts that happen by themselves, and those sent once more, under /api/v1/."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.money import Money, exponent_of
from payments.api import MoneyView, MovesMoneyView
from payments.models import PayoutSchedule
from payments.selectors import destinations_of, payouts_of, schedule_of
from payments.serializers import DestinationSerializer, PayoutInput, PayoutSerializer
from payments.services import payouts
from payments.services.payout_outlook import Outlook, outlook_of
from payments.services.payout_previews import Preview, preview_payout
from payments.services.payout_schedules import Plan, save_schedule
from payments.states import Cadence


class OutlookSerializer(serializers.Serializer[Outlook]):
    """The next run: when, and what would be sent as things stand; nothing where `pause` says why.

    `until` is when the pause ends by itself, where the clock alone decides.
    """

    at = serializers.DateTimeField()
    amount_minor = serializers.IntegerField(source="amount.minor")
    currency = serializers.CharField(source="amount.currency")
    pause = serializers.CharField()
    pause_text = serializers.CharField()
    way_on = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class ScheduleSerializer(serializers.Serializer[Any]):
    """How money of one currency is paid out by itself, and the next run (null for `manual`)."""

    currency = serializers.CharField()
    cadence = serializers.ChoiceField(choices=Cadence.choices)
    weekday = serializers.IntegerField(allow_null=True)
    month_day = serializers.IntegerField(allow_null=True)
    least_minor = serializers.IntegerField(source="threshold_minor", allow_null=True)
    destination = DestinationSerializer(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    last_skip = serializers.CharField()
    last_skip_text = serializers.CharField(source="skip_text")
    next = OutlookSerializer(allow_null=True)


class ScheduleInput(serializers.Serializer[dict[str, Any]]):
    """What to do from now on. Weekdays count from Monday as 0; a missing day is the month's last.

    `least_minor` is needed for `threshold`, and may go with `weekly` and `monthly`.
    """

    currency = serializers.CharField(max_length=3, default="IDR")
    cadence = serializers.ChoiceField(choices=Cadence.choices)
    weekday = serializers.IntegerField(min_value=0, max_value=6, default=None, allow_null=True)
    month_day = serializers.IntegerField(min_value=1, max_value=31, default=None, allow_null=True)
    least_minor = serializers.IntegerField(
        min_value=1, max_value=10**15, default=None, allow_null=True
    )
    destination = serializers.IntegerField(default=None, allow_null=True)


class ScheduleView(MovesMoneyView):
    """`payouts/schedule`"""

    serializer_class = ScheduleSerializer
    pagination_class = None

    @extend_schema(
        operation_id="payouts_schedule_retrieve", responses=ScheduleSerializer(many=False)
    )
    def get(self, request: Request) -> Response:
        """When you are paid by itself, what the next run would send, and what keeps it back.

        Name another currency than the usual one as `?currency=USD`.
        """
        return self._answer(request.query_params.get("currency") or settings.DEFAULT_CURRENCY)

    @extend_schema(request=ScheduleInput, responses=ScheduleSerializer)
    def put(self, request: Request) -> Response:
        """Choose when you are paid by itself; `manual` stops it. The same again changes nothing."""
        body = ScheduleInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        exponent_of(given["currency"])  # raises InvalidInput for one that Karya does not keep
        place = given["destination"]
        mine = destinations_of(self.person)
        plan = Plan(
            cadence=given["cadence"],
            destination=None if place is None else get_object_or_404(mine, pk=place),
            weekday=given["weekday"],
            month_day=given["month_day"],
            threshold_minor=given["least_minor"],
        )
        save_schedule(by=self.person, currency=given["currency"], plan=plan, now=self.now)
        return self._answer(given["currency"])

    def _answer(self, currency: str) -> Response:
        exponent_of(currency)
        mine = schedule_of(self.person, currency)
        mine = mine or PayoutSchedule(user=self.person, currency=currency)
        mine.next = outlook_of(mine, by=self.person, now=self.now)  # type: ignore[attr-defined]
        return Response(ScheduleSerializer(mine).data)


class TransferSerializer(serializers.Serializer[Any]):
    """One transfer, and when it is handed over."""

    amount_minor = serializers.SerializerMethodField()
    send_at = serializers.SerializerMethodField()

    def get_amount_minor(self, transfer: tuple[Money, datetime]) -> int:
        return transfer[0].minor

    def get_send_at(self, transfer: tuple[Money, datetime]) -> datetime:
        return transfer[1]


class PreviewSerializer(serializers.Serializer[Preview]):
    """What a payout would be if it were asked for now. Karya bears `cost_minor`, you pay nothing.

    With `review_reasons` a person looks at it first, and it arrives that much later.
    """

    rail = serializers.CharField(source="route.rail.name")
    rail_name = serializers.CharField(source="route.name")
    transfers = TransferSerializer(many=True, source="route.transfers")
    currency = serializers.CharField(source="route.cost.currency")
    cost_minor = serializers.IntegerField(source="route.cost.minor")
    cost_is_paid_by = serializers.CharField(default="karya")
    arrives_at = serializers.DateTimeField(source="route.arrives_at")
    review_reasons = serializers.ListField(child=serializers.CharField())


class PreviewView(MoneyView):
    """`payouts/preview`"""

    serializer_class = PreviewSerializer
    pagination_class = None

    @extend_schema(
        operation_id="payouts_preview_retrieve",
        parameters=[PayoutInput],
        responses=PreviewSerializer(many=False),
    )
    def get(self, request: Request) -> Response:
        """How a payout would go: rail, transfers, cost, arrival. Refused as the payout would be."""
        query = PayoutInput(data=request.query_params)
        query.is_valid(raise_exception=True)
        given = query.validated_data
        exponent_of(given["currency"])
        place = get_object_or_404(destinations_of(self.person), pk=given["destination"])
        amount = Money(given["amount_minor"], given["currency"])
        found = preview_payout(by=self.person, amount=amount, destination=place, now=self.now)
        return Response(PreviewSerializer(found).data)


class RetryInput(serializers.Serializer[dict[str, Any]]):
    """Where to send what came back; without it, to the same place."""

    destination = serializers.IntegerField(default=None, allow_null=True)


class RetryView(MovesMoneyView):
    """`payouts/{id}/retry`"""

    serializer_class = PayoutSerializer

    @extend_schema(request=RetryInput, responses={201: PayoutSerializer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Send again what came back of a payout, as a new one; once, whatever the key.

        409 where nothing came back.
        """
        one = get_object_or_404(payouts_of(self.person), pk=pk)
        body = RetryInput(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data["destination"] or one.destination_id
        place = get_object_or_404(destinations_of(self.person), pk=wanted)
        again = payouts.retry_payout(payout=one, destination=place, by=self.person, now=self.now)
        return Response(PayoutSerializer(again).data, status=status.HTTP_201_CREATED)
