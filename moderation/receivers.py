"""What follows in moderation from what happens to people."""

from accounts.events import AccountClosed
from core.events import on
from moderation.services.leaving import forget_profile


@on(AccountClosed)
def forget_profile_of_closed(event: AccountClosed) -> None:
    forget_profile(user_id=event.user_id)
