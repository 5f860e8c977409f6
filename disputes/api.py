"""`disputes` for the two sides; moderators decide on their own pages."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from core.api.idempotency import idempotent
from core.api.pagination import NewestFirst
from core.api.throttles import MovesMoney, PerPerson, Writes
from core.money import Money
from disputes.models import Dispute, Proposal, Ruling
from disputes.selectors import disputes_visible_to
from disputes.serializers import (
    AnswerInput,
    AppealInput,
    DisputeInput,
    DisputeSerializer,
    ProposalInput,
    SecretOfferInput,
)
from disputes.services import answers, blind
from disputes.services.disputes import (
    accept_proposal,
    open_dispute,
    propose_split,
    withdraw_dispute,
)
from projects.selectors import milestones_visible_to


class _DisputeView(ResourceView):
    scope = "contracts"
    serializer_class = DisputeSerializer

    def visible(self) -> QuerySet[Dispute]:
        return disputes_visible_to(self.person)

    def answer(self, dispute: Dispute, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.visible().prefetch_related("proposals__by").get(pk=dispute.pk)
        return Response(DisputeSerializer(fresh).data, status=code)


class Disputes(_DisputeView, ListAPIView[Dispute]):
    """Disputes that you are a side of, the newest first."""

    pagination_class = NewestFirst
    queryset = Dispute.objects.none()

    def get_queryset(self) -> QuerySet[Dispute]:
        return self.visible().prefetch_related("proposals__by")


class MilestoneDispute(_DisputeView):
    """`milestones/{id}/dispute`"""

    @extend_schema(request=DisputeInput, responses={201: DisputeSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Open a dispute: the money of the milestone is frozen."""
        milestone = self.find(milestones_visible_to(self.person), pk)
        said = self.read(DisputeInput).validated_data
        dispute = open_dispute(
            milestone=milestone,
            by=self.person,
            reason_code=said["reason_code"],
            claim=said["claim"],
            to_freelancer=Money(said["to_freelancer_minor"], milestone.currency),
            now=self.now,
        )
        return self.answer(dispute, status.HTTP_201_CREATED)


class DisputeDetail(_DisputeView):
    """`disputes/{id}`"""

    @extend_schema(responses=DisputeSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return self.answer(self.find(self.visible(), pk))


class Proposals(_DisputeView):
    """`disputes/{id}/proposals`"""

    @extend_schema(request=ProposalInput, responses={201: DisputeSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Propose another split."""
        dispute, said = self.find(self.visible(), pk), self.read(ProposalInput).validated_data
        propose_split(
            dispute=dispute,
            by=self.person,
            to_freelancer=Money(said["to_freelancer_minor"], dispute.currency),
            message=said["message"],
            now=self.now,
        )
        return self.answer(dispute, status.HTTP_201_CREATED)


class ProposalAcceptance(_DisputeView):
    """`disputes/{id}/proposals/{proposal}/acceptance`"""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=None, responses=DisputeSerializer)
    @idempotent
    def post(self, request: Request, pk: int, proposal_pk: int) -> Response:
        """Accept the other side's split: the money moves at once."""
        dispute = self.find(self.visible(), pk)
        proposal = self.find(Proposal.objects.filter(dispute=dispute), proposal_pk)
        return self.answer(accept_proposal(proposal=proposal, by=self.person, now=self.now))


class SecretOffers(_DisputeView):
    """`disputes/{id}/secret-offers`"""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=SecretOfferInput, responses=DisputeSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Name your limit in secret; limits that cross settle at the middle, at once."""
        dispute = self.find(self.visible(), pk)
        limit = Money(self.read(SecretOfferInput).validated_data["limit_minor"], dispute.currency)
        return self.answer(
            blind.offer_blindly(dispute=dispute, by=self.person, limit=limit, now=self.now)
        )


class RulingAnswers(_DisputeView):
    """`disputes/{id}/rulings/{ruling}/answer`"""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=AnswerInput, responses=DisputeSerializer)
    @idempotent
    def post(self, request: Request, pk: int, ruling_pk: int) -> Response:
        """Accept or reject the mediator's proposal; both accepting moves the money."""
        dispute = self.find(self.visible(), pk)
        ruling = self.find(Ruling.objects.filter(dispute=dispute), ruling_pk)
        said = self.read(AnswerInput).validated_data
        return self.answer(
            answers.answer_ruling(
                dispute=dispute, ruling=ruling, by=self.person, now=self.now, **said
            )
        )


class Appeals(_DisputeView):
    """`disputes/{id}/appeal`"""

    @extend_schema(request=AppealInput, responses={201: DisputeSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Appeal against a decision, once; somebody else judges it."""
        dispute, said = self.find(self.visible(), pk), self.read(AppealInput).validated_data
        appealed = answers.appeal(dispute=dispute, by=self.person, now=self.now, **said)
        return self.answer(appealed, status.HTTP_201_CREATED)


class DisputeWithdrawal(_DisputeView):
    """`disputes/{id}/withdrawal`"""

    @extend_schema(request=None, responses=DisputeSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take your dispute back: the work goes on."""
        dispute = self.find(self.visible(), pk)
        return self.answer(withdraw_dispute(dispute=dispute, by=self.person, now=self.now))
