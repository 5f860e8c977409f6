"""Who may report, and who may decide."""

from django.db.models import Q

from accounts.models import User
from moderation.models import Reported
from projects.models import Contract


def can_report(user: User, owner: User) -> bool:
    """Everybody, about what somebody else has written."""
    return user.is_active and user.pk != owner.pk


def can_moderate(user: User) -> bool:
    return user.is_active and user.is_moderator


def can_decide(user: User, reported: Reported) -> bool:
    """A moderator without a tie: not the owner, no reporter, and never at work with the owner."""
    return (
        can_moderate(user)
        and not works_with(user, reported.owner_id)
        and not reported.reports.filter(reporter=user).exists()
    )


def works_with(user: User, other_id: int) -> bool:
    """Whether they are the same person, or have ever had a contract with each other."""
    together = Q(client=user, freelancer=other_id) | Q(freelancer=user, client=other_id)
    return user.pk == other_id or Contract.objects.filter(together).exists()
