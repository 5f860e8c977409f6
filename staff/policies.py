"""Who of those who look after Karya may look at what the others did."""

from accounts import roles
from accounts.models import User


def reads_whole_log(user: User) -> bool:
    return roles.is_admin(user) or roles.is_senior(user)


def can_read_log(user: User) -> bool:
    """Admins and senior moderators all of it, finance staff what concerns money."""
    return reads_whole_log(user) or roles.keeps_books(user)


def can_find_people(user: User) -> bool:
    """Support, moderators and admins look people up; finance staff have the book."""
    return roles.supports(user) or roles.moderates(user) or roles.is_admin(user)


def can_view_as(user: User, person: User) -> bool:
    """Support and admins see Karya as a person does; never as one of staff, nor a closed account.

    Both only look: whoever could act in somebody's name could move their money, and no log would
    tell the two apart. What an admin must change goes through the raw records, under the own name.
    """
    may_look = roles.supports(user) or roles.is_admin(user)
    return may_look and user.pk != person.pk and person.is_active and not roles.works_here(person)


def can_give_roles(user: User, person: User) -> bool:
    """Admins, to everybody but themselves."""
    return roles.is_admin(user) and user.pk != person.pk and person.is_active
