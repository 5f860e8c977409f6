"""Whose news they are, and which letters somebody may choose."""

from accounts.models import User
from notifications.kinds import Group
from notifications.models import Notification


def can_read(user: User, notification: Notification) -> bool:
    return notification.recipient_id == user.pk


def groups_of(user: User) -> list[Group]:
    """The groups of news that can reach this person."""
    if user.is_moderator or user.is_superuser:
        return list(Group)
    return [group for group in Group if group != Group.MODERATION]
