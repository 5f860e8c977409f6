"""What those who look after Karya are: one vocabulary for the policies of every room.

A role is a word for a kind of trust. What each may do with a thing stays in that room's policies,
which ask here who somebody is. Somebody may have several; nobody whose account is closed has any.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Role(models.TextChoices):
    SUPPORT = "support", _("Support")  # helps people: reads, decides nothing
    MODERATOR = "moderator", _("Moderator")  # judges postings, reviews and disputes
    SENIOR = "senior", _("Senior moderator")  # hears appeals, reads the audit log
    FINANCE = "finance", _("Finance")  # keeps the books, decides about money
    ADMIN = "admin", _("Admin")  # gives roles, keeps the raw records


FLAGS: dict[Role, str] = {
    Role.SUPPORT: "is_support",
    Role.MODERATOR: "is_moderator",
    Role.SENIOR: "is_senior_moderator",
    Role.FINANCE: "is_finance",
    Role.ADMIN: "is_superuser",
}


def has_role(user: User, role: Role) -> bool:
    return user.is_active and bool(getattr(user, FLAGS[role]))


def roles_of(user: User) -> list[Role]:
    """Every role of a person, the least first; none for most people."""
    return [role for role in Role if has_role(user, role)]


def supports(user: User) -> bool:
    return has_role(user, Role.SUPPORT)


def moderates(user: User) -> bool:
    return has_role(user, Role.MODERATOR)


def is_senior(user: User) -> bool:
    return has_role(user, Role.SENIOR)


def keeps_books(user: User) -> bool:
    return has_role(user, Role.FINANCE)


def is_admin(user: User) -> bool:
    return has_role(user, Role.ADMIN)


def works_here(user: User) -> bool:
    """Whether somebody has any role, or may enter the raw records."""
    return user.is_staff or bool(roles_of(user))
