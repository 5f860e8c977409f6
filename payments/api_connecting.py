"""A freelancer's account with Stripe over the API."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from payments.api import MoneyView
from payments.models import ConnectedAccount
from payments.selectors import connection_of
from payments.serializers import (
    ConnectionFormSerializer,
    ConnectionInput,
    ConnectionSerializer,
)
from payments.services import onboarding


class ConnectionView(MoneyView):
    """`destinations/stripe`"""

    serializer_class = ConnectionSerializer

    @extend_schema(responses=ConnectionSerializer)
    def get(self, request: Request) -> Response:
        """How your account with Stripe stands, asked of Stripe; 404 where you have none."""
        account = _mine(self)
        onboarding.look_up(account_id=account.pk, now=self.now)
        account.refresh_from_db()
        return Response(ConnectionSerializer(account).data)

    @extend_schema(request=ConnectionInput, responses={201: ConnectionSerializer})
    def post(self, request: Request) -> Response:
        """Open an account with Stripe to be paid there; the same one however often you ask.

        The countries are those that the operator offers. Then ask for the form.
        """
        body = ConnectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        account = onboarding.connect(
            by=self.person, country=body.validated_data["country"].upper(), now=self.now
        )
        return Response(ConnectionSerializer(account).data, status=status.HTTP_201_CREATED)


class ConnectionFormView(MoneyView):
    """`destinations/stripe/form`"""

    serializer_class = ConnectionFormSerializer

    @extend_schema(request=None, responses=ConnectionFormSerializer)
    def post(self, request: Request) -> Response:
        """A fresh address of Stripe's form, where you say who you are and where your bank is.

        409 while there is nothing to fill in, or where Stripe does not answer.
        """
        return Response({"url": onboarding.form_of(account=_mine(self))})


def _mine(view: MoneyView) -> ConnectedAccount:
    account = connection_of(view.person)
    if account is None:
        raise Http404
    return account
