"""Who may send, see and judge an identity."""

from accounts.models import User
from accounts.roles import moderates
from identity.models import IdentityCheck
from identity.ties import are_tied


def can_submit(person: User, account: User) -> bool:
    return person.pk == account.pk and account.is_active


def is_moderator(user: User) -> bool:
    return moderates(user)


def can_judge(user: User, check: IdentityCheck) -> bool:
    """Moderators, but never about themselves or about somebody they have to do with."""
    return is_moderator(user) and not are_tied(user, [check.user_id])


def can_look(user: User, check: IdentityCheck) -> bool:
    """One's own pictures, and those that one may judge and that still wait for it."""
    return user.pk == check.user_id or (check.is_waiting and can_judge(user, check))
