"""`contracts` and what can be done with one."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.pagination import NewestFirst
from core.api.parsers import asked
from core.api.throttles import MovesMoney, PerPerson, Writes
from projects.api.base import ContractView
from projects.looks import read_contract
from projects.models import Amendment, Contract
from projects.selectors import (
    amendments_visible_to,
    contracts_of,
    contracts_visible_to,
    timeline_of,
)
from projects.serializers.bids import StepsInput
from projects.serializers.contracts import (
    AmendmentSerializer,
    ContractDetailSerializer,
    ContractSerializer,
    WorkEventSerializer,
)
from projects.serializers.postings import NeededReasonInput
from projects.services import amendments, contracts


class ContractList(ContractView, ListAPIView[Contract]):
    """Your contracts, newest first; `?state=` narrows."""

    serializer_class = ContractSerializer
    pagination_class = NewestFirst
    queryset = Contract.objects.none()

    def get_queryset(self) -> QuerySet[Contract]:
        found = contracts_of(self.person)
        if state := asked(self.request, "state"):
            found = found.filter(state=state)
        return found


class _OneContract(ContractView):
    serializer_class = ContractDetailSerializer

    def contract(self, pk: int) -> Contract:
        """One to do something with."""
        return self.find(self._visible(), pk)

    def contract_to_read(self, pk: int) -> Contract:
        """One whose words are shown: staff leave a line."""
        return read_contract(pk=pk, by=self.person, now=self.now, among=self._visible())

    def _visible(self) -> QuerySet[Contract]:
        found = contracts_visible_to(self.person).select_related("terms__author")
        return found.prefetch_related("milestones", "terms__milestones")

    def answer(self, contract: Contract) -> Response:
        return Response(ContractDetailSerializer(self.contract(contract.pk)).data)


class ContractDetail(_OneContract):
    """One contract, for its two sides."""

    @extend_schema(responses=ContractDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return Response(ContractDetailSerializer(self.contract_to_read(pk)).data)


class Timeline(_OneContract):
    """`contracts/{id}/timeline`"""

    pagination_class = None
    queryset = Contract.objects.none()

    @extend_schema(responses=WorkEventSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What happened, oldest first."""
        return Response(WorkEventSerializer(timeline_of(self.contract_to_read(pk)), many=True).data)


class Ending(_OneContract):
    """`contracts/{id}/ending`: it may give money back, so it takes a key."""

    throttle_classes = (PerPerson, Writes, MovesMoney)

    @extend_schema(request=NeededReasonInput, responses=ContractDetailSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """End it early."""
        contract, body = self.contract(pk), self.read(NeededReasonInput)
        reason = body.validated_data["reason"]
        return self.answer(
            contracts.end_contract(contract=contract, by=self.person, reason=reason, now=self.now)
        )


class Pause(_OneContract):
    """`contracts/{id}/pause`"""

    @extend_schema(request=None, responses=ContractDetailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask for a pause, or agree to one."""
        return self.answer(
            contracts.ask_pause(contract=self.contract(pk), by=self.person, now=self.now)
        )

    @extend_schema(responses=ContractDetailSerializer)
    def delete(self, request: Request, pk: int) -> Response:
        """Go on."""
        return self.answer(
            contracts.resume_contract(contract=self.contract(pk), by=self.person, now=self.now)
        )


class Amendments(_OneContract):
    """`contracts/{id}/amendments`"""

    pagination_class = None
    queryset = Contract.objects.none()

    @extend_schema(responses=AmendmentSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Proposed changes, newest first."""
        contract = self.contract_to_read(pk)
        found = amendments_visible_to(self.person).filter(contract=contract)
        full = found.select_related("terms__author").prefetch_related("terms__milestones")
        return Response(AmendmentSerializer(full, many=True).data)

    @extend_schema(request=StepsInput, responses={201: AmendmentSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Propose other steps in place of the unpaid ones."""
        contract, body = self.contract(pk), self.read(StepsInput)
        amendment = amendments.propose_amendment(
            contract=contract,
            by=self.person,
            steps=body.as_steps(contract.currency),
            note=body.validated_data["note"],
            now=self.now,
        )
        return Response(AmendmentSerializer(amendment).data, status=status.HTTP_201_CREATED)


class _OneAmendment(ContractView):
    serializer_class = AmendmentSerializer

    def amendment(self, pk: int) -> Amendment:
        return self.find(amendments_visible_to(self.person), pk)


class AmendmentAcceptance(_OneAmendment):
    """`amendments/{id}/acceptance`"""

    @extend_schema(request=None, responses=AmendmentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Agree to the change."""
        amendment = self.amendment(pk)
        done = amendments.accept_amendment(amendment=amendment, by=self.person, now=self.now)
        return Response(AmendmentSerializer(done).data)


class AmendmentRefusal(_OneAmendment):
    """`amendments/{id}/refusal`"""

    @extend_schema(request=None, responses=AmendmentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Decline it, or take your own proposal back."""
        amendment = self.amendment(pk)
        done = amendments.decline_amendment(amendment=amendment, by=self.person, now=self.now)
        return Response(AmendmentSerializer(done).data)
