"""What is remembered when somebody's way in changes."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import SecurityChange, User
from accounts.services.tokens import revoke_all_tokens

_JUST_BEGUN = timedelta(days=1)  # a sign-in writes its two rows one after the other


@transaction.atomic
def note_password_change(*, user: User, now: datetime) -> SecurityChange:
    """Remember when the password was set, changed or reset; the tokens end with the old one.

    Whoever chooses a new password may have lost the old one to somebody, who made a token with it.
    """
    revoke_all_tokens(user=user, now=now)
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
def end_all_sign_ins(*, user: User, now: datetime) -> User:
    """Every session ends, every sign-in that waits for its second step, and every token."""
    revoke_all_tokens(user=user, now=now)
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    user.refresh_from_db(fields=["sign_outs"])
    return user


@transaction.atomic
def clear_sessions(*, now: datetime) -> int:
    """Delete sessions whose time is over, and what the list of devices says of those that are gone.

    Returns how many sessions were over.
    """
    cleared, _of_kinds = Session.objects.filter(expire_date__lt=now).delete()
    there = Session.objects.filter(pk=OuterRef("session_key"))
    old = UserSession.objects.filter(last_seen_at__lt=now - _JUST_BEGUN)
    old.exclude(Exists(there)).delete()
    return cleared
