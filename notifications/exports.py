"""What somebody takes along of notifications."""

from typing import Any

from accounts.models import User
from notifications.models import EmailChoice, Notification


def notifications_of(user: User) -> dict[str, Any]:
    """What one was told, in one's language, and which kinds one wants by e-mail."""
    told = Notification.objects.filter(recipient=user).order_by("pk")
    return {
        "told": [
            {
                "title": one.title,
                "text": one.sentence,
                "created_at": one.created_at.isoformat(),
                "read_at": one.read_at.isoformat() if one.read_at else None,
            }
            for one in told.iterator()
        ],
        "by_email": dict(EmailChoice.objects.filter(user=user).values_list("group", "is_wanted")),
    }
