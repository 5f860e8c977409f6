"""Who of those who look after Karya may look at what the others did."""

from accounts import roles
from accounts.models import User


def reads_whole_log(user: User) -> bool:
    return roles.is_admin(user) or roles.is_senior(user)


def can_read_log(user: User) -> bool:
    """Admins and senior moderators all of it, finance staff what concerns money."""
    return reads_whole_log(user) or roles.keeps_books(user)
