"""News are written down, read, and chosen."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.policies import require
from notifications.kinds import KINDS, Group, packed
from notifications.models import EmailChoice, Notification
from notifications.policies import can_read
from notifications.selectors import groups_of, listeners
from notifications.states import EmailState

_TELL = """
    SELECT notifications_tell(%(people)s::bigint[], %(kind)s, %(group)s, %(always)s, %(about)s,
                              %(page_arg)s, %(args)s, %(now)s, %(due)s)
"""


def tell(
    *,
    recipients: Collection[int],
    kind: str,
    about: str,
    page_arg: object = "",
    args: Mapping[str, object],
    now: datetime,
) -> list[int]:
    """Write the news down for each of these people, in the transaction of what is told.

    One query, however many they are, or four where news are gathered.

    `about` names the thing, such as `milestone:7`. Gathered news add to the unread row that is
    there. Returns the ids of those who were told: closed accounts are left out.
    """
    shape = KINDS[kind]
    words = packed(args)
    untold = set(recipients)
    told = []
    if shape.is_gathered:
        told = [pk for pk, _wanted in listeners(recipients, shape.group)]
        untold = set(told) - _add_to_unread(told, kind, about, words, now)
    row: dict[str, Any] = {
        "people": sorted(untold),
        "kind": kind,
        "group": shape.group.value,
        "always": shape.is_always_mailed,
        "about": about,
        "page_arg": str(page_arg),
        "args": json.dumps(words),
        "now": now,
        "due": now + shape.wait,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, row)
        fresh = [pk for (pk,) in cursor.fetchall()]
    return told or fresh


@transaction.atomic
def mark_read(*, notification: Notification, by: User, now: datetime) -> None:
    """One piece of news has been seen."""
    require(can_read, by, notification)
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now)


@transaction.atomic
def mark_all_read(*, by: User, now: datetime) -> None:
    """Everything has been seen."""
    Notification.objects.filter(recipient=by, read_at__isnull=True).update(read_at=now)


@transaction.atomic
def mark_about_read(*, about: str, recipient_id: int, now: datetime) -> bool:
    """What these news are about was seen on its own page; whether anything was unread."""
    unread = Notification.objects.filter(about=about, recipient=recipient_id, read_at__isnull=True)
    return unread.update(read_at=now) > 0


@transaction.atomic
def choose_emails(*, wanted: Collection[str], by: User) -> None:
    """Choose the groups of news that come by e-mail, out of all that can reach this person."""
    for group in groups_of(by):
        EmailChoice.objects.update_or_create(
            user=by, group=group, defaults={"is_wanted": group in wanted}
        )


@transaction.atomic
def stop_emails(*, user: User, group: str) -> None:
    """No more letters about this group, as the link in a letter asks; those on their way too."""
    if group not in Group.values:
        raise InvalidInput(_("This link is not complete. Please choose on the page."))
    EmailChoice.objects.update_or_create(user=user, group=group, defaults={"is_wanted": False})
    kinds = [n for n, k in KINDS.items() if k.group == group and not k.is_always_mailed]
    Notification.objects.filter(
        recipient=user, kind__in=kinds, email_state=EmailState.PENDING
    ).update(email_state=EmailState.SKIPPED)


@transaction.atomic
def forget_letters(*, user_id: int) -> None:
    """Somebody has left: no letter follows them."""
    Notification.objects.filter(recipient=user_id, email_state=EmailState.PENDING).update(
        email_state=EmailState.SKIPPED
    )


def _add_to_unread(
    people: Collection[int], kind: str, about: str, words: Mapping[str, Any], now: datetime
) -> set[int]:
    unread = Notification.objects.filter(
        recipient__in=people, kind=kind, about=about, read_at__isnull=True
    )
    already = set(unread.values_list("recipient_id", flat=True))
    if already:
        unread.update(args=words, created_at=now, many=F("many") + 1)
    return already
