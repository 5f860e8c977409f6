"""What may be read of conversations, and by whom."""

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Left

from accounts.models import User
from accounts.roles import moderates
from messaging.models import Message, MessageFile, Thread
from projects.models import Milestone
from projects.states import MilestoneState

A_PAGE = 50
_SNIPPET = 140


def threads_of(user: User) -> QuerySet[Thread]:
    """Conversations in which this person takes part."""
    return _with_subject(Thread.objects.filter(Q(client=user) | Q(freelancer=user)))


def threads_visible_to(user: User) -> QuerySet[Thread]:
    """One's own; for moderators also those of contracts that are in dispute now."""
    if not moderates(user):
        return threads_of(user)
    disputed = Milestone.objects.filter(
        contract=OuterRef("contract"), state=MilestoneState.DISPUTED
    )
    mine = Q(client=user) | Q(freelancer=user)
    return _with_subject(Thread.objects.filter(mine | Exists(disputed)))


def inbox_of(user: User) -> QuerySet[Thread]:
    """One's conversations, the newest first, each with its last words and the unread count."""
    newest = Message.objects.filter(thread=OuterRef("pk"), hidden=None).order_by("-pk")
    unread = (
        Message.objects.filter(thread=OuterRef("pk"), pk__gt=OuterRef("seen"))
        .exclude(author=user)
        .order_by()
        .values("thread")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return (
        threads_of(user)
        .filter(last_message_at__isnull=False)
        .annotate(marker=FilteredRelation("markers", condition=Q(markers__user=user)))
        .annotate(
            seen=Coalesce(F("marker__last_message_id"), 0),
            last_words=Left(Subquery(newest.values("body")[:1]), _SNIPPET),
            last_author_id=Subquery(newest.values("author_id")[:1]),
        )
        .annotate(unread=Coalesce(Subquery(unread), 0))
        .order_by("-last_message_at", "-pk")
    )


def messages_of(thread: Thread, *, before: int | None = None) -> list[Message]:
    """The newest messages, or the newest before one of them, in the order they were written."""
    found = _messages().filter(thread=thread)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(reversed(found.order_by("-pk")[:A_PAGE]))


def messages_after(thread: Thread, message_id: int) -> list[Message]:
    """What was written since that message."""
    return list(_messages().filter(thread=thread, pk__gt=message_id).order_by("pk")[:A_PAGE])


def has_older(thread: Thread, message: Message | None) -> bool:
    """Whether something was written before that message."""
    return message is not None and Message.objects.filter(thread=thread, pk__lt=message.pk).exists()


def all_messages(thread: Thread) -> QuerySet[Message]:
    """Every message of a conversation, with authors and files."""
    return _messages().filter(thread=thread)


def files_visible_to(user: User) -> QuerySet[MessageFile]:
    """Files of conversations that this person may read; of hidden messages for moderators only."""
    found = MessageFile.objects.filter(message__thread__in=threads_visible_to(user))
    return found if moderates(user) else found.filter(message__hidden=None)


def _messages() -> QuerySet[Message]:
    return Message.objects.select_related("author", "hidden").prefetch_related("files")


def _with_subject(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    return threads.select_related("bid__project", "contract", "client", "freelancer")
