"""Conversations as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.cautions import ConfirmInput
from core.api.texts import WordsField
from core.outside import found_in
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
    body = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    is_hidden = serializers.BooleanField(read_only=True)
    warnings = serializers.SerializerMethodField(
        help_text="Before a contract: contacts or payments elsewhere that the words seem to hold."
    )

    class Meta:
        model = Message
        fields = ("id", "author", "body", "files", "is_hidden", "key", "sent_at",
                  "warnings")  # fmt: skip

    def get_body(self, message: Message) -> str:
        return "" if message.is_hidden else message.body

    @extend_schema_field(MessageFileSerializer(many=True))
    def get_files(self, message: Message) -> list[dict[str, Any]]:
        found = [] if message.is_hidden else list(message.files.all())
        return list(MessageFileSerializer(found, many=True).data)

    def get_warnings(self, message: Message) -> list[str]:
        if message.is_hidden or not self.context.get("is_before_contract"):
            return []
        return [mention.kind.value for mention in found_in(message.body)]


class MessageInput(ConfirmInput):
    """Words, files (multipart), and optionally a key: the same key again is the same message."""

    body = WordsField(max_length=LONGEST, required=False, default="", allow_blank=True)
    files = serializers.ListField(
        child=serializers.FileField(), max_length=MOST_FILES, required=False, default=list
    )
    key = serializers.UUIDField(required=False)
