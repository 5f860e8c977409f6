"""What may be read of the news, and what is still to be sent."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import keeps_books, moderates
from notifications.kinds import KINDS, Group
from notifications.models import EmailChoice, Notification
from notifications.states import EmailState
from projects.models import Milestone

_OF_DISPUTE = ("dispute_opened", "dispute_reminder", "default_announced")
_OF_DELIVERY = ("milestone_delivered", "reminder_to_review")


def notifications_of(user: User) -> QuerySet[Notification]:
    """This person's news, the newest first; kinds that are no longer known are left out."""
    return Notification.objects.filter(recipient=user, kind__in=KINDS).order_by(
        "-created_at", "-pk"
    )


def unread_of(user: User) -> QuerySet[Notification]:
    return notifications_of(user).filter(read_at__isnull=True)


def unread_counts(user_ids: Collection[int]) -> dict[int, int]:
    """How much each of these people has not read (1 query); zeros included."""
    found = (
        Notification.objects.filter(recipient__in=user_ids, read_at__isnull=True, kind__in=KINDS)
        .order_by()
        .values_list("recipient")
        .annotate(many=Count("pk"))
    )
    return dict.fromkeys(user_ids, 0) | dict(found)


def listeners(user_ids: Collection[int], group: Group) -> list[tuple[int, bool]]:
    """Those of these people whose account is open, each with whether letters are wanted."""
    unwanted = EmailChoice.objects.filter(user=OuterRef("pk"), group=group, is_wanted=False)
    people = (
        User.objects.filter(pk__in=user_ids, is_active=True)
        .annotate(is_unwanted=Exists(unwanted))
        .order_by("pk")
    )
    return [(pk, not unwanted) for pk, unwanted in people.values_list("pk", "is_unwanted")]


def groups_of(user: User) -> list[Group]:
    """The groups of news that can reach this person."""
    if moderates(user) or keeps_books(user):
        return list(Group)
    return [group for group in Group if group != Group.MODERATION]


def email_choices_of(user: User) -> dict[Group, bool]:
    """Every group that can reach this person, with whether letters are wanted."""
    chosen = dict(EmailChoice.objects.filter(user=user).values_list("group", "is_wanted"))
    return {group: chosen.get(group, True) for group in groups_of(user)}


def emails_due(now: datetime) -> QuerySet[Notification]:
    """Letters that nobody has sent and nobody is sending."""
    return Notification.objects.filter(
        Q(email_leased_until__isnull=True) | Q(email_leased_until__lte=now),
        email_state=EmailState.PENDING,
        email_due_at__lte=now,
        kind__in=KINDS,
    )


def moderators() -> list[int]:
    """Everybody who moderates."""
    return list(User.objects.filter(is_moderator=True, is_active=True).values_list("pk", flat=True))


def senior_moderators() -> list[int]:
    """Everybody who decides disputes and hears appeals."""
    seniors = User.objects.filter(is_senior_moderator=True, is_active=True)
    return list(seniors.order_by("pk").values_list("pk", flat=True))


def has_heard_of_dispute(dispute_id: int, user_id: int) -> bool:
    """Whether news of a dispute was read by this person, or a letter about it left for good."""
    told = Notification.objects.filter(about=f"dispute:{dispute_id}", recipient=user_id)
    reached = Q(read_at__isnull=False) | Q(email_state=EmailState.SENT)
    return told.filter(reached, kind__in=_OF_DISPUTE).exists()


def bookkeepers() -> list[int]:
    """Everybody who keeps the books."""
    return list(User.objects.filter(is_finance=True, is_active=True).values_list("pk", flat=True))


def money_desk() -> list[int]:
    """Everybody who works at the money desk: finance staff, and moderators."""
    may_look = Q(is_finance=True) | Q(is_moderator=True)
    people = User.objects.filter(may_look, is_active=True).order_by("pk")
    return list(people.values_list("pk", flat=True))


def never_heard_of_delivery(milestone: Milestone) -> bool:
    """Whether the client was told of the delivery, every letter came back, and nothing was read.

    News whose letter was not wanted count as told: the person chose to look in the app.
    """
    told = Notification.objects.filter(
        about=f"milestone:{milestone.pk}",
        recipient=milestone.contract.client_id,
        kind__in=_OF_DELIVERY,
    )
    failed = told.filter(email_state=EmailState.BOUNCED, read_at__isnull=True)
    return failed.exists() and not told.exclude(pk__in=failed.values("pk")).exists()
