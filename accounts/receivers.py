"""What follows in accounts from events of the apps below, and from those of allauth."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.services import security


@receiver([password_changed, password_reset, password_set])
def remember_password_change(user: User, **_sent: Any) -> None:
    now = timezone.now()  # noqa: TID251 -- the edge of the app: a signal has no clock
    security.note_password_change(user=user, now=now)


@receiver(email_changed)
def remember_email_change(
    user: User, from_email_address: EmailAddress | None, **_sent: Any
) -> None:
    if from_email_address is None:
        return
    now = timezone.now()  # noqa: TID251 -- the edge of the app: a signal has no clock
    security.note_email_change(user=user, previous=from_email_address.email, now=now)
