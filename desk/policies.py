"""Who works at the desk, and on which case."""

from accounts import roles
from accounts.models import User
from desk.models import Assignment
from desk.registry import Case, source_of, sources_for
from identity.ties import are_tied


def works_at_desk(user: User) -> bool:
    """Whoever has any kind of work there: moderators and finance staff."""
    return bool(sources_for(user))


def can_see(user: User, case: Case) -> bool:
    """The kinds of one's role."""
    return source_of(case.kind).visible_to(user)


def can_work_on(user: User, case: Case) -> bool:
    """Of the kinds of one's role, those where one has no tie to anybody in it."""
    if not source_of(case.kind).is_taken_here:
        return False
    return has_rank_for(user, case) and can_read_notes(user, case)


def has_rank_for(user: User, case: Case) -> bool:
    """Decisions and appeals of some kinds are for senior moderators."""
    return not case.for_seniors or roles.is_senior(user)


def can_read_notes(user: User, case: Case) -> bool:
    """Notes are for colleagues of the kind: not for those who have to do with the case."""
    return can_see(user, case) and not are_tied(user, [person.pk for person in case.people])


def can_pass_on(user: User, case: Case, assignment: Assignment) -> bool:
    """Whoever has it; senior moderators also what a colleague has."""
    has_it = assignment.assignee_id == user.pk
    return can_see(user, case) and (has_it or (roles.is_senior(user) and can_work_on(user, case)))


def can_use_texts(user: User) -> bool:
    return works_at_desk(user)


def can_edit_texts(user: User) -> bool:
    return roles.is_senior(user)
