"""What follows for an identity from what happens to its person."""

from django.utils import timezone

from accounts.events import AccountClosed, LegalNameChanged
from core.events import on
from identity.services import checks


@on(LegalNameChanged)
def end_for_new_name(event: LegalNameChanged) -> None:
    now = timezone.now()  # noqa: TID251 -- the edge of the app: an event has no clock
    checks.end_for_new_name(user_id=event.user_id, now=now)


@on(AccountClosed)
def forget_identity_of_closed(event: AccountClosed) -> None:
    now = timezone.now()  # noqa: TID251 -- the edge of the app: an event has no clock
    checks.forget_person(user_id=event.user_id, now=now)
