"""Conversations as JSON."""

from typing import Any

from rest_framework import serializers

from messaging.models import LONGEST, Message, MessageFile, Thread
from messaging.services import MOST_FILES
from projects.serializers.postings import PartySerializer


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    """One conversation; `bid` until a contract is signed, then `contract`."""

    client = PartySerializer(read_only=True)
    freelancer = PartySerializer(read_only=True)
    title = serializers.CharField(read_only=True)
    unread = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Thread
        fields = ("id", "title", "bid", "contract", "client", "freelancer", "created_at",
                  "last_message_at", "unread")  # fmt: skip


class MessageFileSerializer(serializers.ModelSerializer[MessageFile]):
    class Meta:
        model = MessageFile
        fields = ("id", "name", "size", "sha256", "content_type")


class MessageSerializer(serializers.ModelSerializer[Message]):
    author = PartySerializer(read_only=True)
    files = MessageFileSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = ("id", "author", "body", "files", "key", "sent_at")


class MessageInput(serializers.Serializer[Any]):
    """Words, files (multipart), and optionally a key: the same key again is the same message."""

    body = serializers.CharField(max_length=LONGEST, required=False, default="", allow_blank=True)
    files = serializers.ListField(
        child=serializers.FileField(), max_length=MOST_FILES, required=False, default=list
    )
    key = serializers.UUIDField(required=False)
