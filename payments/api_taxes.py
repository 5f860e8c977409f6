"""Taxes under /api/v1/: what is taken of one's next contract, and statement letters."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from payments.api import MoneyView
from payments.kinds import Exemption
from payments.models import StatementLetter
from payments.selectors_taxes import letters_of
from payments.services import letters
from payments.terms import exemption_of, fee_terms_for


class LetterSerializer(serializers.ModelSerializer[StatementLetter]):
    """A statement letter; `reason` says why it was refused."""

    class Meta:
        model = StatementLetter
        fields = ("id", "year", "state", "file_name", "sha256", "handed_in_at", "reason")


class TaxesSerializer(serializers.Serializer[Any]):
    """Rates in basis points: PPN of the fee, PPh 22 of the price; zero where nothing is taken.

    `exemption` says why PPh 22 is not, if somebody else's would be. Signed contracts have their
    own rates.
    """

    ppn_bps = serializers.IntegerField()
    pph22_bps = serializers.IntegerField()
    exemption = serializers.ChoiceField(choices=Exemption.choices, allow_null=True)
    letters = LetterSerializer(many=True)


class LetterInput(serializers.Serializer[Any]):
    """A letter for this year or the next, as multipart form data."""

    year = serializers.IntegerField(min_value=2000, max_value=2999)
    file = serializers.FileField()


class TaxesView(MoneyView):
    """`taxes`"""

    serializer_class = TaxesSerializer
    pagination_class = None

    @extend_schema(responses=TaxesSerializer)
    def get(self, request: Request) -> Response:
        """What is taken of a contract that you sign now, and your statement letters."""
        terms = fee_terms_for(self.person, self.now)
        found = {
            "ppn_bps": terms.ppn_bps,
            "pph22_bps": terms.pph22_bps,
            "exemption": exemption_of(self.person, self.now),
            "letters": letters_of(self.person),
        }
        return Response(TaxesSerializer(found).data)


class LettersView(MoneyView):
    """`taxes/letters`"""

    serializer_class = LetterInput
    pagination_class = None
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": LetterInput}, responses={201: LetterSerializer})
    def post(self, request: Request) -> Response:
        """Hand in a statement letter; it counts once finance staff accepted it."""
        body = LetterInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        letter = letters.hand_in(
            by=self.person, year=given["year"], upload=given["file"], now=self.now
        )
        return Response(LetterSerializer(letter).data, status=201)


class LetterView(MoneyView):
    """`taxes/letters/{id}`"""

    serializer_class = LetterSerializer

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Withdraw a letter; contracts that are signed stay as they are."""
        one = get_object_or_404(letters_of(self.person), pk=pk)
        letters.withdraw(letter=one, by=self.person)
        return Response(status=204)
