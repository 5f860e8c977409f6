"""What follows in staff from what happens to a session."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from staff.services.viewing import end_all


@receiver(user_logged_out)
def look_no_more(user: User | None, **_sent: Any) -> None:
    """Whoever signs out looks through nobody's eyes any more."""
    if user is not None:
        now = timezone.now()  # noqa: TID251 -- the edge of the app: a signal has no clock
        end_all(by=user, now=now)
