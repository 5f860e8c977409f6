"""What is remembered when somebody's way in changes."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import SecurityChange, User


@transaction.atomic
def note_password_change(*, user: User, now: datetime) -> SecurityChange:
    """Remember when the password was set, changed or reset."""
    return SecurityChange.objects.create(
        user=user, kind=SecurityChange.Kind.PASSWORD, changed_at=now
    )


@transaction.atomic
def note_email_change(*, user: User, previous: str, now: datetime) -> SecurityChange:
    """Remember the address that was replaced, which is still told of what may be a theft."""
    return SecurityChange.objects.create(
        user=user, kind=SecurityChange.Kind.EMAIL, previous_email=previous, changed_at=now
    )


@transaction.atomic
def end_all_sign_ins(*, user: User) -> User:
    """Every session ends, and every sign-in that waits for its second step."""
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    user.refresh_from_db(fields=["sign_outs"])
    return user
