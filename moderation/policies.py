"""Who may report, and who may decide."""

from django.db.models import Q

from accounts.models import User
from moderation.models import AccountCase, Reported
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


def can_open_case(user: User, person: User) -> bool:
    """A moderator without a tie to this person, who is no staff."""
    return can_moderate(user) and not person.is_moderator and not works_with(user, person.pk)


def can_answer(user: User, case: AccountCase) -> bool:
    return user.pk == case.person_id


def can_decide_case(user: User, case: AccountCase) -> bool:
    return can_moderate(user) and not works_with(user, case.person_id)


def can_judge_appeal(user: User, case: AccountCase) -> bool:
    """A senior moderator who neither opened nor decided the case."""
    is_new_to_it = user.pk not in (case.opened_by_id, case.decided_by_id)
    return user.is_senior_moderator and is_new_to_it and can_decide_case(user, case)
