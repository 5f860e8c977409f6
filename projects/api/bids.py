"""`projects/{id}/bids`, `bids` and what can be done with one."""

from datetime import datetime

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import NewestFirst
from core.cautions import ask_to_confirm
from core.models import Place
from projects.api.base import WorkView
from projects.api.postings import bids_with_parts
from projects.models import Attachment, Bid
from projects.selectors import bids_of, bids_visible_to, have_contract, projects_visible_to
from projects.serializers.bids import (
    AcceptanceInput,
    BidInput,
    BidSerializer,
    OfferInput,
    ProposalInput,
    TermsSerializer,
)
from projects.serializers.contracts import ContractDetailSerializer
from projects.serializers.postings import ReasonInput
from projects.services import bids, files, offers, submissions


class ProjectBids(WorkView, ListAPIView[Bid]):
    """The bids of a project: all of them for its client, the own one for a freelancer."""

    serializer_class = BidSerializer
    pagination_class = NewestFirst
    queryset = Bid.objects.none()

    def get_queryset(self) -> QuerySet[Bid]:
        project = self.find(projects_visible_to(self.person), self.kwargs["pk"])
        return bids_with_parts(bids_visible_to(self.person).filter(project=project))

    @extend_schema(request=BidInput, responses={201: BidSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Send a bid; one per project."""
        project = self.find(projects_visible_to(self.person), pk)
        body = self.read(BidInput)
        _ask(project.client_id, self.person.pk, body, self.now)
        bid = submissions.submit_bid(
            project=project,
            by=self.person,
            proposal=body.proposal(),
            cover_note=body.validated_data["cover_note"],
            answers=body.validated_data.get("answers", {}),
            uploads=body.validated_data.get("files", []),
            now=self.now,
        )
        return Response(BidSerializer(bid).data, status=status.HTTP_201_CREATED)


class MyBids(WorkView, ListAPIView[Bid]):
    """Your own bids, newest first."""

    serializer_class = BidSerializer
    pagination_class = NewestFirst
    queryset = Bid.objects.none()

    def get_queryset(self) -> QuerySet[Bid]:
        return bids_with_parts(bids_of(self.person))


class _OneBid(WorkView):
    serializer_class = BidSerializer

    def bid(self, pk: int) -> Bid:
        return self.find(bids_visible_to(self.person), pk)

    def answer(self, bid: Bid) -> Response:
        fresh = bids_with_parts(Bid.objects.filter(pk=bid.pk)).get()
        return Response(BidSerializer(fresh).data)


class BidDetail(_OneBid):
    """One bid, for its freelancer and the client."""

    @extend_schema(responses=BidSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return self.answer(self.bid(pk))

    @extend_schema(request=BidInput, responses=BidSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Revise your bid: change what is named; the rest stays.

        Other terms are a new version of them. Files are added to those that are there. An answer
        is named by the id of its question; the other answers stay.
        """
        bid = self.bid(pk)
        body = BidInput(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        _ask(bid.project.client_id, bid.freelancer_id, body, self.now)
        assert bid.terms is not None
        changed = bids.revise_bid(
            bid=bid,
            by=self.person,
            proposal=body.proposal_on_top_of(bid.terms),
            cover_note=body.validated_data.get("cover_note"),
            answers=body.answers_on_top_of(bid),
            uploads=body.validated_data.get("files", []),
            now=self.now,
        )
        return self.answer(changed)


class BidFile(_OneBid):
    """`bids/{id}/files/{file_id}`"""

    @extend_schema(responses={200: BidSerializer})
    def delete(self, request: Request, pk: int, file_pk: int) -> Response:
        """Take a file off your bid."""
        bid = self.bid(pk)
        attachment = self.find(Attachment.objects.filter(bid=bid), file_pk)
        files.remove_bid_file(attachment=attachment, by=self.person)
        return self.answer(bid)


class BidTerms(_OneBid):
    """`bids/{id}/terms`: every version of terms; a POST proposes the next."""

    pagination_class = None
    queryset = Bid.objects.none()

    @extend_schema(responses=TermsSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """All versions, oldest first."""
        versions = self.bid(pk).versions.select_related("author").prefetch_related("milestones")
        return Response(TermsSerializer(versions, many=True).data)

    @extend_schema(request=ProposalInput, responses={201: BidSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Propose other terms: the freelancer revises, the client counters."""
        bid, body = self.bid(pk), self.read(ProposalInput)
        _ask(bid.project.client_id, bid.freelancer_id, body, self.now)
        proposal = body.proposal()
        if bid.freelancer_id == self.person.pk:
            changed = bids.revise_bid(bid=bid, by=self.person, proposal=proposal, now=self.now)
        else:
            changed = bids.counter_bid(bid=bid, by=self.person, proposal=proposal, now=self.now)
        answer = self.answer(changed)
        answer.status_code = status.HTTP_201_CREATED
        return answer


class Shortlisting(_OneBid):
    """`bids/{id}/shortlisting`"""

    @extend_schema(request=None, responses=BidSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Mark it."""
        return self.answer(bids.shortlist_bid(bid=self.bid(pk), by=self.person, now=self.now))

    @extend_schema(responses={200: BidSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Take the mark off."""
        return self.answer(bids.unshortlist_bid(bid=self.bid(pk), by=self.person, now=self.now))


class Rejection(_OneBid):
    """`bids/{id}/rejection`"""

    @extend_schema(request=ReasonInput, responses=BidSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say no to a bid."""
        reason = self.read(ReasonInput).validated_data["reason"]
        bid = self.bid(pk)
        return self.answer(bids.reject_bid(bid=bid, by=self.person, reason=reason, now=self.now))


class Withdrawal(_OneBid):
    """`bids/{id}/withdrawal`"""

    @extend_schema(request=ReasonInput, responses=BidSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take your bid back."""
        reason = self.read(ReasonInput).validated_data["reason"]
        bid = self.bid(pk)
        return self.answer(bids.withdraw_bid(bid=bid, by=self.person, reason=reason, now=self.now))


class Offer(_OneBid):
    """`bids/{id}/offer`"""

    @extend_schema(request=OfferInput, responses=BidSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Offer the contract on the named version of terms."""
        bid, said = self.bid(pk), self.read(OfferInput).validated_data
        return self.answer(
            offers.offer_contract(
                bid=bid,
                terms_version=said["terms_version"],
                message=said["message"],
                by=self.person,
                now=self.now,
            )
        )

    @extend_schema(responses=BidSerializer)
    def delete(self, request: Request, pk: int) -> Response:
        """Take the offer back while it is unanswered."""
        return self.answer(offers.take_back_offer(bid=self.bid(pk), by=self.person, now=self.now))


class Acceptance(_OneBid):
    """`bids/{id}/acceptance`"""

    @extend_schema(request=AcceptanceInput, responses={201: ContractDetailSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Accept the offer on the named version: this signs the contract."""
        bid, said = self.bid(pk), self.read(AcceptanceInput).validated_data
        contract = offers.accept_offer(
            bid=bid, terms_version=said["terms_version"], by=self.person, now=self.now
        )
        return Response(ContractDetailSerializer(contract).data, status=status.HTTP_201_CREATED)


class Refusal(_OneBid):
    """`bids/{id}/refusal`"""

    @extend_schema(request=ReasonInput, responses=BidSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Decline the offer."""
        reason = self.read(ReasonInput).validated_data["reason"]
        bid = self.bid(pk)
        return self.answer(
            offers.decline_offer(bid=bid, by=self.person, reason=reason, now=self.now)
        )


def _ask(client_id: int, freelancer_id: int, body: ProposalInput, now: datetime) -> None:
    """Ask before words that lead outside go to somebody with whom there is no contract."""
    is_confirmed = body.take_confirm()
    if not have_contract(client_id, freelancer_id):
        ask_to_confirm(body.words, place=Place.BID, is_confirmed=is_confirmed, now=now)
