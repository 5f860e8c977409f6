"""Who may report, and who may decide."""

from accounts.models import User
from accounts.roles import works_here
from identity.ties import are_tied
from moderation.models import Case, Reported


def can_report(user: User, owner: User) -> bool:
    """Everybody, about what somebody else has written."""
    return user.is_active and user.pk != owner.pk


def can_moderate(user: User) -> bool:
    return user.is_active and user.is_moderator


def can_decide(user: User, reported: Reported) -> bool:
    """A moderator without a tie to the owner or to anybody who reported it."""
    return can_moderate(user) and not are_tied(user, people_in(reported))


def people_in(reported: Reported) -> set[int]:
    """Whose it is, and who reported it."""
    return {reported.owner_id, *reported.reports.values_list("reporter", flat=True)}


def can_open_case(user: User, person: User) -> bool:
    """A moderator without a tie to this person, who is no staff of any kind."""
    return can_moderate(user) and not works_here(person) and not are_tied(user, [person.pk])


def can_act_on(user: User, owner: User) -> bool:
    """A moderator without a tie to whoever wrote it."""
    return can_moderate(user) and not are_tied(user, [owner.pk])


def can_answer(user: User, case: Case) -> bool:
    return user.pk == case.person_id


def can_decide_case(user: User, case: Case) -> bool:
    return can_moderate(user) and not are_tied(user, [case.person_id])


def can_look_again(user: User, case: Case) -> bool:
    """Another moderator than the one who took the urgent measure."""
    return can_decide_case(user, case) and user.pk != case.opened_by_id


def can_judge_appeal(user: User, case: Case) -> bool:
    """A senior moderator who neither opened nor decided the case."""
    is_new_to_it = user.pk not in (case.opened_by_id, case.decided_by_id, case.looked_by_id)
    return user.is_senior_moderator and is_new_to_it and can_decide_case(user, case)
