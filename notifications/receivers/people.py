"""What becomes of news when somebody leaves."""

from accounts.events import AccountClosed
from core.events import on
from notifications.services.news import forget_letters


@on(AccountClosed)
def forget_letters_of_closed(event: AccountClosed) -> None:
    forget_letters(user_id=event.user_id)
