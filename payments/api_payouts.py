"""Payouts that happen by themselves, and those sent once more, under /api/v1/."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.money import exponent_of
from payments.api import MovesMoneyView
from payments.models import PayoutSchedule
from payments.selectors import destinations_of, payouts_of, schedule_of
from payments.serializers import DestinationSerializer, PayoutSerializer
from payments.services import payouts
from payments.services.payout_outlook import Outlook, outlook_of
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
