"""What follows in staff from what happens to a session."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts.events import AccountClosing
from accounts.models import User
from core.events import on
from staff.services.holds import require_no_hold
from staff.services.viewing import end_all


@on(AccountClosing)
def keep_what_is_held(event: AccountClosing) -> None:
    """Closing an account deletes, and waits for the end of a legal hold."""
    now = timezone.now()  # noqa: TID251 -- the edge of the app: an event has no clock
    require_no_hold(event.user_id, now)


@receiver(user_logged_out)
def look_no_more(user: User | None, **_sent: Any) -> None:
    """Whoever signs out looks through nobody's eyes any more."""
    if user is not None:
        now = timezone.now()  # noqa: TID251 -- the edge of the app: a signal has no clock
        end_all(by=user, now=now)
