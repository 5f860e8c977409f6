"""Reviews of contracts and of people."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selectors import open_people
from core.api.pagination import NewestFirst
from projects.api.base import ContractView
from projects.models import Contract
from projects.selectors import contracts_visible_to
from reviews.models import Review
from reviews.selectors import reviews_listed_of, reviews_of_contract, reviews_visible_to
from reviews.serializers import FlagInput, ReplyInput, ReviewInput, ReviewSerializer
from reviews.services import flag_review, reply_to_review, write_review


class ContractReviews(ContractView):
    """`contracts/{id}/reviews`"""

    serializer_class = ReviewSerializer
    pagination_class = None
    queryset = Contract.objects.none()

    @extend_schema(responses=ReviewSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What both sides wrote; a sealed review is shown to its author alone."""
        contract = self.find(contracts_visible_to(self.person), pk)
        found = reviews_of_contract(contract, self.person)
        return Response(ReviewSerializer(found, many=True).data)

    @extend_schema(request=ReviewInput, responses={201: ReviewSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Write about the other side: sealed until both have written, and final."""
        contract, body = self.find(contracts_visible_to(self.person), pk), self.read(ReviewInput)
        review = write_review(
            contract=contract,
            by=self.person,
            points=body.validated_data["points"],
            text=body.validated_data["text"],
            now=self.now,
        )
        return Response(ReviewSerializer(review).data, status=status.HTTP_201_CREATED)


class PersonReviews(ListAPIView[Review]):
    """`people/{handle}/reviews`: everything published about somebody, newest first."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = ReviewSerializer
    pagination_class = NewestFirst
    queryset = Review.objects.none()

    def get_queryset(self) -> QuerySet[Review]:
        person = get_object_or_404(open_people(), handle=self.kwargs["handle"])
        return reviews_listed_of(person)


class Reply(ContractView):
    """`reviews/{id}/reply`"""

    serializer_class = ReviewSerializer

    @extend_schema(request=ReplyInput, responses=ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Answer a review of yourself in public, once."""
        review, body = self.find(reviews_visible_to(self.person), pk), self.read(ReplyInput)
        text = body.validated_data["text"]
        review = reply_to_review(review=review, by=self.person, text=text, now=self.now)
        return Response(ReviewSerializer(review).data)


class Flag(ContractView):
    """`reviews/{id}/flag`"""

    serializer_class = ReviewSerializer

    @extend_schema(request=FlagInput, responses=ReviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask a moderator to look at a review of yourself."""
        review, body = self.find(reviews_visible_to(self.person), pk), self.read(FlagInput)
        reason = body.validated_data["reason"]
        review = flag_review(review=review, by=self.person, reason=reason, now=self.now)
        return Response(ReviewSerializer(review).data)
