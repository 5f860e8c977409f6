"""What has happened in conversations. Ids only; receivers load what they need."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSent(Event):
    """Somebody wrote to the other side."""

    message_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHidden(Event):
    """A moderator hid a message from both sides."""

    message_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadRead(Event):
    """Somebody has seen everything in a conversation."""

    thread_id: int
    user_id: int
