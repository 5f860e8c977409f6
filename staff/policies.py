"""Who of those who look after Karya may look at what the others did."""

from datetime import datetime

from accounts import roles
from accounts.models import User
from staff.models import LookConsent


def reads_whole_log(user: User) -> bool:
    return roles.is_admin(user) or roles.is_senior(user)


def can_read_log(user: User) -> bool:
    """Admins and senior moderators all of it, finance staff what concerns money."""
    return reads_whole_log(user) or roles.keeps_books(user)


def can_find_people(user: User) -> bool:
    """Support, moderators and admins look people up; finance staff have the book."""
    return roles.supports(user) or roles.moderates(user) or roles.is_admin(user)


def can_answer_help(user: User) -> bool:
    """Support answers; an admin stands in for them."""
    return roles.supports(user) or roles.is_admin(user)


def lets_support_look(person: User, now: datetime) -> bool:
    """Whether this person's consent runs now."""
    running = LookConsent.objects.filter(person=person, revoked_at=None, given_at__lte=now)
    return running.filter(ends_at__gt=now).exists()


def can_view_as(user: User, person: User, now: datetime) -> bool:
    """Who sees Karya as a person does; never as one of staff, nor a closed account.

    Support needs the person's own consent; an admin needs a reason that the person reads.

    Both only look: whoever could act in somebody's name could move their money, and no log would
    tell the two apart. What an admin must change goes through the raw records, under the own name.
    """
    if user.pk == person.pk or not person.is_active or roles.works_here(person):
        return False
    return roles.is_admin(user) or (roles.supports(user) and lets_support_look(person, now))


def can_hold_data(user: User, person: User) -> bool:
    """Admins, of everybody but themselves; a closed account has data too."""
    return roles.is_admin(user) and user.pk != person.pk
