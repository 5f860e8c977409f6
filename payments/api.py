"""Money over the API: earnings, destinations, payouts, escrows and their payments."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import HasScope
from core.api.idempotency import idempotent, key_of
from core.api.throttles import MovesMoney, PerPerson, Writes
from core.money import Money, exponent_of
from payments.kinds import WITH_CSV
from payments.models import Destination, Document, Escrow, Payin, Payout
from payments.selectors import (
    currencies_of,
    debts_of,
    destinations_of,
    documents_of,
    earned_by,
    escrows_paid_by,
    escrows_visible_to,
    payins_of,
    payouts_of,
)
from payments.serializers import (
    ArchiveInput,
    DestinationInput,
    DestinationSerializer,
    DocumentSerializer,
    EarnedSerializer,
    EscrowSerializer,
    PayinInput,
    PayinSerializer,
    PayoutDetailSerializer,
    PayoutInput,
    PayoutSerializer,
    WayToPaySerializer,
)
from payments.services import destinations, escrows, payer_phones, payouts, ways
from payments.services.documents import archives, printing, spreadsheets


class MoneyView(GenericAPIView[Any]):
    """What every view of money shares."""

    scope = "money"
    queryset: QuerySet[Any] = Escrow.objects.none()
    permission_classes = (IsAuthenticated, HasScope)

    @property
    def person(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def now(self) -> datetime:
        return timezone.now()


class MovesMoneyView(MoneyView):
    """Requests that move money are counted more strictly."""

    throttle_classes = (PerPerson, Writes, MovesMoney)


class EarningsView(MoneyView):
    """`earnings`"""

    serializer_class = EarnedSerializer
    pagination_class = None

    @extend_schema(responses=EarnedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your earnings by currency: pending, available, on the way, paid; and what you owe."""
        currencies = currencies_of(self.person) or [settings.DEFAULT_CURRENCY]
        earned = [earned_by(self.person, currency) for currency in currencies]
        context = {"debts": list(debts_of(self.person))}
        return Response([EarnedSerializer(one, context=context).data for one in earned])


class DestinationsView(MoneyView):
    """`destinations`"""

    serializer_class = DestinationSerializer

    queryset = Destination.objects.none()

    @extend_schema(responses=DestinationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Where you are paid."""
        page = self.paginate_queryset(destinations_of(self.person))
        return self.get_paginated_response(DestinationSerializer(page, many=True).data)

    @extend_schema(request=DestinationInput, responses={201: DestinationSerializer})
    def post(self, request: Request) -> Response:
        """Add a bank account or e-wallet; the first is usable at once, later ones after 48 h."""
        body = DestinationInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        holder = destinations.look_up_holder(
            institution=given["institution"], account_number=given["account_number"]
        )
        added = destinations.add_destination(
            by=self.person, **given, bank_name=holder, now=self.now
        )
        return Response(DestinationSerializer(added).data, status=status.HTTP_201_CREATED)


class DestinationView(MoneyView):
    """`destinations/{id}`"""

    serializer_class = DestinationSerializer

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove it; payouts on their way still arrive."""
        one = get_object_or_404(destinations_of(self.person), pk=pk)
        destinations.retire_destination(destination=one, by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PayoutsView(MovesMoneyView):
    """`payouts`"""

    serializer_class = PayoutSerializer

    queryset = Payout.objects.none()

    @extend_schema(responses=PayoutSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your payouts, the newest first."""
        page = self.paginate_queryset(payouts_of(self.person))
        return self.get_paginated_response(PayoutSerializer(page, many=True).data)

    @extend_schema(request=PayoutInput, responses={201: PayoutSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask for available money to be sent to one of your destinations."""
        body = PayoutInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        exponent_of(given["currency"])  # raises InvalidInput for one that Karya does not keep
        payout = payouts.request_payout(
            by=self.person,
            amount=Money(given["amount_minor"], given["currency"]),
            destination=get_object_or_404(destinations_of(self.person), pk=given["destination"]),
            idempotency_key=key_of(request),
            now=self.now,
        )
        return Response(PayoutSerializer(payout).data, status=status.HTTP_201_CREATED)


class PayoutView(MoneyView):
    """`payouts/{id}`"""

    serializer_class = PayoutDetailSerializer

    @extend_schema(responses=PayoutDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How a payout stands: each transfer, and what happened when."""
        one = get_object_or_404(payouts_of(self.person), pk=pk)
        return Response(PayoutDetailSerializer(one).data)


class CancellationView(MovesMoneyView):
    """`payouts/{id}/cancellation`"""

    serializer_class = PayoutSerializer

    @extend_schema(request=None, responses=PayoutSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Take a request back before it is sent."""
        one = get_object_or_404(payouts_of(self.person), pk=pk)
        payout = payouts.cancel_payout(payout=one, by=self.person, now=self.now)
        return Response(PayoutSerializer(payout).data)


class EscrowView(MoneyView):
    """`escrows/{id}`"""

    serializer_class = EscrowSerializer

    @extend_schema(responses=EscrowSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Where the money of one escrow is, for its two sides."""
        one: Escrow = get_object_or_404(escrows_visible_to(self.person), pk=pk)
        return Response(EscrowSerializer(one).data)


class EscrowPayinView(MovesMoneyView):
    """`escrows/{id}/payin`"""

    serializer_class = PayinSerializer

    @extend_schema(request=PayinInput, responses={201: PayinSerializer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Start a payment; the amount is what the escrow still misses.

        The person pays at `checkout_url` or by the `instructions`, until `expires_at`. A payment
        begun before in another way is called off.
        """
        escrow = get_object_or_404(escrows_paid_by(self.person), pk=pk)
        body = PayinInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        if phone := given.pop("phone"):
            payer_phones.remember_phone(by=self.person, number=phone, now=self.now)
        payin = ways.choose_way(
            escrow=escrow,
            **given,
            by=self.person,
            idempotency_key=key_of(request),
            return_url=reverse("dashboard"),
            now=self.now,
        )
        return Response(PayinSerializer(payin).data, status=status.HTTP_201_CREATED)


class EscrowReturnView(MovesMoneyView):
    """`escrows/{id}/return`"""

    serializer_class = EscrowSerializer

    @extend_schema(request=None, responses=EscrowSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Have a part of a payment back instead of paying the rest; 409 once it is complete."""
        one = get_object_or_404(escrows_paid_by(self.person), pk=pk)
        escrow = escrows.give_back(escrow=one, by=self.person, now=self.now)
        return Response(EscrowSerializer(escrow).data)


class WaysToPayView(MoneyView):
    """`escrows/{id}/ways-to-pay`"""

    serializer_class = WayToPaySerializer
    pagination_class = None

    @extend_schema(responses=WayToPaySerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """How an escrow can be paid: cost, speed and limit of each way, the best one first.

        Name `method` and `channel` of one when you start a payment.
        """
        escrow = get_object_or_404(escrows_paid_by(self.person), pk=pk)
        found = ways.ways_to_pay(escrow.missing)
        return Response([WayToPaySerializer(way).data for way in found])


class PayinCancellationView(MovesMoneyView):
    """`payins/{id}/cancellation`"""

    serializer_class = PayinSerializer

    @extend_schema(request=None, responses=PayinSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Call a payment off; 409 once it is being processed or decided.

        Where the provider cannot call it off, it expires there. Money that still comes is
        credited while the escrow waits for it, and refunded otherwise.
        """
        one = get_object_or_404(payins_of(self.person), pk=pk)
        payin = ways.cancel_payin(payin=one, by=self.person, now=self.now)
        return Response(PayinSerializer(payin).data)


class PayinView(MoneyView):
    """`payins/{id}`"""

    serializer_class = PayinSerializer

    @extend_schema(responses=PayinSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How a payment stands."""
        one: Payin = get_object_or_404(payins_of(self.person), pk=pk)
        return Response(PayinSerializer(one).data)


class DocumentsView(MoneyView):
    """`documents`"""

    serializer_class = DocumentSerializer
    queryset = Document.objects.none()

    @extend_schema(responses=DocumentSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your receipts, slips and statements, the newest first."""
        page = self.paginate_queryset(documents_of(self.person))
        return self.get_paginated_response(DocumentSerializer(page, many=True).data)


class DocumentView(MoneyView):
    """`documents/{id}`"""

    serializer_class = DocumentSerializer

    @extend_schema(responses=DocumentSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One document, with the facts that were frozen."""
        one: Document = get_object_or_404(documents_of(self.person), pk=pk)
        return Response(DocumentSerializer(one).data)


class PdfView(MoneyView):
    """`documents/{id}/pdf`"""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The PDF, in the language that you ask for (Accept-Language)."""
        one: Document = get_object_or_404(documents_of(self.person), pk=pk)
        return HttpResponse(printing.pdf_of(one), content_type="application/pdf")


class CsvView(MoneyView):
    """`documents/{id}/csv`"""

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A statement or the pack of a year as CSV, amounts in major units."""
        rows = documents_of(self.person).filter(kind__in=WITH_CSV)
        one: Document = get_object_or_404(rows, pk=pk)
        return HttpResponse(spreadsheets.csv_of(one), content_type="text/csv; charset=utf-8")


class ArchiveView(MoneyView):
    """`documents/archive`"""

    @extend_schema(
        parameters=[ArchiveInput], responses={(200, "application/zip"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Your documents of a year, or of a month of it, as a ZIP with an index as CSV.

        A file holds at most 120: a larger year is had by months, a larger month by parts.
        """
        asked = ArchiveInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        documents = archives.documents_for(self.person, **asked.validated_data)
        if not documents:
            raise Http404
        return StreamingHttpResponse(archives.pieces_of(documents), content_type="application/zip")
