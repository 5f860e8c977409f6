"""News of one's own account, and what becomes of news when somebody leaves."""

from accounts.events import AccountClosed, TokenMade
from accounts.models import ApiToken
from core.events import on
from notifications.receivers.telling import tell
from notifications.services.news import forget_letters


@on(TokenMade)
def tell_owner_of_token(event: TokenMade) -> None:
    """The one who made it: somebody else may have done it in their name."""
    token = ApiToken.objects.get(pk=event.token_id)
    tell(
        "token_made",
        [token.user_id],
        about=f"token:{token.pk}",
        name=token.name,
        until=token.expires_at,
        scopes=", ".join(token.scopes),
    )


@on(AccountClosed)
def forget_letters_of_closed(event: AccountClosed) -> None:
    forget_letters(user_id=event.user_id)
