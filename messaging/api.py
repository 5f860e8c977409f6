"""`threads` and their messages."""

from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import NewestFirst
from core.cautions import ask_to_confirm
from core.models import Place
from messaging.looks import read_thread
from messaging.models import Message, Thread
from messaging.policies import is_before_contract
from messaging.selectors import all_messages, inbox_of, threads_visible_to
from messaging.serializers import MessageInput, MessageSerializer, ThreadSerializer
from messaging.services import (
    open_bid_thread,
    open_contract_thread,
    send_message,
)
from projects.api.base import ContractView
from projects.selectors import bids_visible_to, contracts_of


class Threads(ContractView, ListAPIView[Thread]):
    """Your conversations with messages in them, each with the number of unread ones."""

    serializer_class = ThreadSerializer
    pagination_class = NewestFirst
    queryset = Thread.objects.none()

    def get_queryset(self) -> QuerySet[Thread]:
        return inbox_of(self.person)


class BidThread(ContractView):
    """`bids/{id}/thread`"""

    serializer_class = ThreadSerializer

    @extend_schema(request=None, responses=ThreadSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The conversation about a bid, begun if nobody has."""
        bid = self.find(bids_visible_to(self.person), pk)
        thread = open_bid_thread(bid=bid, by=self.person, now=self.now)
        return Response(ThreadSerializer(thread).data)


class ContractThread(ContractView):
    """`contracts/{id}/thread`"""

    serializer_class = ThreadSerializer

    @extend_schema(request=None, responses=ThreadSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The conversation about a contract; it goes on where the one about the bid stopped."""
        contract = self.find(contracts_of(self.person), pk)
        thread = open_contract_thread(contract=contract, by=self.person, now=self.now)
        return Response(ThreadSerializer(thread).data)


class Messages(ContractView, ListAPIView[Message]):
    """`threads/{id}/messages`: newest first."""

    serializer_class = MessageSerializer
    pagination_class = NewestFirst
    queryset = Message.objects.none()

    def get_queryset(self) -> QuerySet[Message]:
        return all_messages(self.thread)

    @cached_property
    def thread(self) -> Thread:
        """To read it, staff leave a line; to write, they are refused and see nothing."""
        pk = self.kwargs["pk"]
        if self.request.method in SAFE_METHODS:
            return read_thread(pk=pk, by=self.person, now=self.now)
        return self.find(threads_visible_to(self.person), pk)

    @cached_property
    def is_early(self) -> bool:
        return is_before_contract(self.thread)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "is_before_contract": self.is_early}

    @extend_schema(request=MessageInput, responses={201: MessageSerializer})
    def post(self, request: Request, pk: int) -> Response:  # the thread is found by it
        """Say something to the other side."""
        thread, body = self.thread, self.read(MessageInput)
        is_confirmed, given = body.take_confirm(), body.validated_data
        if self.is_early:
            ask_to_confirm(
                [given["body"]], place=Place.MESSAGE, is_confirmed=is_confirmed, now=self.now
            )
        message = send_message(
            thread=thread,
            by=self.person,
            body=given["body"],
            uploads=given["files"],
            key=given.get("key") or uuid4(),
            now=self.now,
        )
        shown = MessageSerializer(message, context={"is_before_contract": self.is_early})
        return Response(shown.data, status=status.HTTP_201_CREATED)
