"""`milestones` and what can be done with one, and the answers to a request for the money back."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent, key_of
from core.api.throttles import MovesMoney, PerPerson, Writes
from core.money import Money
from payments.models import Earning
from payments.serializers import WayToPaySerializer
from payments.services import ways
from payments.states import Method
from projects.api.base import ContractView
from projects.looks import read_milestone
from projects.models import Milestone, RefundRequest
from projects.selectors import deliveries_of, milestones_visible_to, refund_requests_visible_to
from projects.serializers.contracts import (
    ChangeRequestSerializer,
    ChangesInput,
    DeliveryInput,
    DeliverySerializer,
    MilestoneSerializer,
    RefundRequestSerializer,
)
from projects.serializers.postings import ReasonInput
from projects.services import milestones, part_releases, refunds


class PayinInput(serializers.Serializer[dict[str, str]]):
    """How the client wants to pay."""

    method = serializers.ChoiceField(choices=Method.choices)
    channel = serializers.SlugField(max_length=20, required=False, default="")


class PayinAnswer(serializers.Serializer[object]):
    """Where to send the person who pays."""

    id = serializers.IntegerField()
    escrow = serializers.IntegerField(source="escrow_id")
    state = serializers.CharField()
    method = serializers.CharField()
    channel = serializers.CharField()
    amount_minor = serializers.IntegerField()
    currency = serializers.CharField()
    checkout_url = serializers.CharField()
    instructions = serializers.DictField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="PartialReleaseInput")
class PartInput(serializers.Serializer[dict[str, int]]):
    """How much of the price, in minor units (Rp1 is 100)."""

    amount_minor = serializers.IntegerField(min_value=1, max_value=10**15)


@extend_schema_serializer(component_name="PartialRelease")
class PartAnswer(serializers.Serializer[Earning]):
    """What one part brought: gross less the freelancer's fee and taxes is net.

    The escrow says what is left. `fee_minor` is the fee of both sides.
    """

    id = serializers.IntegerField()
    escrow = serializers.IntegerField(source="escrow_id")
    gross_minor = serializers.IntegerField()
    net_minor = serializers.IntegerField(source="amount_minor")
    fee_minor = serializers.IntegerField()
    ppn_minor = serializers.IntegerField()
    pph22_minor = serializers.IntegerField()
    currency = serializers.CharField()
    available_at = serializers.DateTimeField()


class _OneMilestone(ContractView):
    serializer_class = MilestoneSerializer

    def milestone(self, pk: int) -> Milestone:
        """One to do something with."""
        return self.find(milestones_visible_to(self.person), pk)

    def milestone_to_read(self, pk: int) -> Milestone:
        """One whose words are shown: staff leave a line."""
        return read_milestone(pk=pk, by=self.person, now=self.now)

    def answer(self, milestone: Milestone) -> Response:
        return Response(MilestoneSerializer(milestone).data)


class MilestoneDetail(_OneMilestone):
    """One step, for the two sides of its contract."""

    @extend_schema(responses=MilestoneSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return self.answer(self.milestone_to_read(pk))


class MilestonePayin(_OneMilestone):
    """`milestones/{id}/payin`"""

    scope = "money"
    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=PayinInput, responses={201: PayinAnswer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Start a payment into escrow; answers `checkout_url`, where the client pays.

        Or the `instructions` to pay by. `milestones/{id}/ways-to-pay` lists the ways.

        The amount is the milestone's, plus the client's fee, in its currency. 409 where the
        milestone is paid already.
        """
        milestone, body = self.milestone(pk), self.read(PayinInput)
        escrow = milestones.start_funding(milestone=milestone, by=self.person, now=self.now)
        payin = ways.choose_way(
            escrow=escrow,
            **body.validated_data,
            by=self.person,
            idempotency_key=key_of(request),
            return_url=reverse("projects:contract", args=[milestone.contract_id]),
            now=self.now,
        )
        return Response(PayinAnswer(payin).data, status=status.HTTP_201_CREATED)


class MilestoneWays(_OneMilestone):
    """`milestones/{id}/ways-to-pay`"""

    scope = "money"
    pagination_class = None
    queryset = Milestone.objects.none()

    @extend_schema(responses=WayToPaySerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """How the client can pay for a milestone: cost, speed and limit, the best way first.

        Name `method` and `channel` of one when you start the payment. Nothing is begun by asking.
        409 where it waits for no payment.
        """
        amount = milestones.still_to_pay(milestone=self.milestone(pk), by=self.person)
        found = ways.ways_to_pay(amount)
        return Response([WayToPaySerializer(way).data for way in found])


class Deliveries(_OneMilestone):
    """`milestones/{id}/deliveries`"""

    pagination_class = None
    queryset = Milestone.objects.none()

    @extend_schema(responses=DeliverySerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What was handed over, oldest first."""
        found = deliveries_of(self.milestone_to_read(pk))
        return Response(DeliverySerializer(found, many=True).data)

    @extend_schema(request=DeliveryInput, responses={201: DeliverySerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Hand work over; the review clock starts."""
        milestone, body = self.milestone(pk), self.read(DeliveryInput)
        delivery = milestones.deliver(
            milestone=milestone,
            by=self.person,
            message=body.validated_data["message"],
            uploads=body.validated_data.get("files", []),
            now=self.now,
        )
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_201_CREATED)


class Changes(_OneMilestone):
    """`milestones/{id}/changes`"""

    @extend_schema(request=ChangesInput, responses={201: ChangeRequestSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """List what is to change; the review clock stops."""
        milestone, body = self.milestone(pk), self.read(ChangesInput)
        changes = milestones.request_changes(
            milestone=milestone,
            by=self.person,
            changes=body.validated_data["changes"],
            now=self.now,
        )
        return Response(ChangeRequestSerializer(changes).data, status=status.HTTP_201_CREATED)


class Standing(_OneMilestone):
    """`milestones/{id}/standing`"""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Stand on the delivery as it is."""
        milestone = self.milestone(pk)
        return self.answer(
            milestones.stand_on_delivery(milestone=milestone, by=self.person, now=self.now)
        )


class Approval(_OneMilestone):
    """`milestones/{id}/approval`"""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=None, responses=MilestoneSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Accept the work: the escrow is released to the freelancer, less the fee."""
        milestone = self.milestone(pk)
        return self.answer(
            milestones.approve_milestone(milestone=milestone, by=self.person, now=self.now)
        )


class PartialReleases(_OneMilestone):
    """`milestones/{id}/partial-releases`"""

    scope = "money"
    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=PartInput, responses={201: PartAnswer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Release a part of the price now, less its fee; the rest stays in escrow.

        `amount_minor` is before the fee, in the milestone's currency, and less than what is left:
        to release all of it, approve. The fees of all parts together are the fee of the whole.
        """
        milestone, body = self.milestone(pk), self.read(PartInput)
        earning = part_releases.release_part(
            milestone=milestone,
            amount=Money(body.validated_data["amount_minor"], milestone.currency),
            by=self.person,
            idempotency_key=f"api:{key_of(request)}",
            now=self.now,
        )
        return Response(PartAnswer(earning).data, status=status.HTTP_201_CREATED)


class RefundRequests(_OneMilestone):
    """`milestones/{id}/refund-requests`"""

    @extend_schema(request=ReasonInput, responses={201: RefundRequestSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask the money back for work that is three days late."""
        milestone, body = self.milestone(pk), self.read(ReasonInput)
        asked = refunds.ask_refund_for_lateness(
            milestone=milestone,
            by=self.person,
            reason=body.validated_data["reason"],
            now=self.now,
        )
        return Response(RefundRequestSerializer(asked).data, status=status.HTTP_201_CREATED)


class _OneRefundRequest(ContractView):
    serializer_class = RefundRequestSerializer

    def asked(self, pk: int) -> RefundRequest:
        return self.find(refund_requests_visible_to(self.person), pk)

    def answer(self, asked: RefundRequest) -> Response:
        return Response(RefundRequestSerializer(asked).data)


class RefundAgreement(_OneRefundRequest):
    """`refund-requests/{id}/agreement`"""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=None, responses=RefundRequestSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Give the money of the milestone back to the client."""
        return self.answer(
            refunds.agree_to_refund(request=self.asked(pk), by=self.person, now=self.now)
        )


class RefundRefusal(_OneRefundRequest):
    """`refund-requests/{id}/refusal`"""

    @extend_schema(request=ReasonInput, responses=RefundRequestSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Keep working; the client may open a dispute."""
        asked, reason = self.asked(pk), self.read(ReasonInput).validated_data["reason"]
        return self.answer(
            refunds.decline_refund(request=asked, by=self.person, reason=reason, now=self.now)
        )
