"""News of messages."""

from django.utils import timezone

from core.events import on
from messaging.events import MessageHidden, MessageSent, ThreadRead
from messaging.models import Message
from notifications.kinds.shape import packed
from notifications.models import Notification
from notifications.receivers.telling import ring, tell
from notifications.services.news import mark_about_read


@on(MessageSent)
def tell_other_of_message(event: MessageSent) -> None:
    messages = Message.objects.select_related("author", "thread__bid__project", "thread__contract")
    message = messages.get(pk=event.message_id)
    file = message.files.first()
    tell(
        "message",
        message.thread.party_ids,
        but=message.author_id,
        about=f"thread:{message.thread_id}",
        page_arg=message.thread_id,
        person=message.author,
        work=message.thread.title,
        words=message.body or (file.name if file else ""),
    )


@on(MessageHidden)
def forget_hidden_words(event: MessageHidden) -> None:
    """News of it must not go on showing the words."""
    message = Message.objects.get(pk=event.message_id)
    words = packed({"words": message.body})["words"]
    news = Notification.objects.filter(kind="message", about=f"thread:{message.thread_id}")
    news.filter(args__words=words).delete()


@on(ThreadRead)
def forget_read_messages(event: ThreadRead) -> None:
    """Who has read the conversation needs no news of it."""
    was_unread = mark_about_read(
        about=f"thread:{event.thread_id}",
        recipient_id=event.user_id,
        now=timezone.now(),  # noqa: TID251 -- the edge of the app: an event has no clock
    )
    if was_unread:
        ring([event.user_id])
