"""News as JSON, worded in the reader's language."""

from rest_framework import serializers

from notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """One piece of news. `args` holds its parts: names, amounts in minor units, moments."""

    title = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True)
    target = serializers.CharField(read_only=True, help_text="Path of the page it is about.")

    class Meta:
        model = Notification
        fields = ("id", "kind", "title", "sentence", "target", "about", "args", "many",
                  "created_at", "read_at")  # fmt: skip
