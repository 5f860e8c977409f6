"""Whose news they are."""

from accounts.models import User
from notifications.models import Notification


def can_read(user: User, notification: Notification) -> bool:
    return notification.recipient_id == user.pk
