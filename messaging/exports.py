"""What somebody takes along of conversations."""

from typing import Any

from accounts.models import User
from messaging.models import Message


def messages_of(user: User) -> list[dict[str, Any]]:
    """What this person has written; the other side's words are the other side's."""
    written = Message.objects.filter(author=user).select_related(
        "thread__contract", "thread__bid__project"
    )
    return [
        {"about": m.thread.title, "text": m.body, "sent_at": m.sent_at.isoformat()} for m in written
    ]
