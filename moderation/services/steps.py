"""The steps that every case takes, whatever it is about."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Standing, User
from core.errors import InvalidInput
from core.states import move
from moderation.cases import IN_FORCE, CaseState, Measure
from moderation.models import LONGEST_CASE, Case
from moderation.models.reports import COLUMNS
from moderation.services import measures
from staff.services import audit

_STRICTEST = (
    (Measure.SUSPEND, Standing.SUSPENDED),
    (Measure.RESTRICT, Standing.RESTRICTED),
)


def end_case(
    case: Case, to: CaseState, *, by: User | None, written: Mapping[str, object], now: datetime
) -> dict[str, tuple[str, str]]:
    """Move a locked case to a decision and do what it says; answers what changed, for the log."""
    before = str(case.person.standing)
    was_in_force = case.is_in_force
    measure = written.get("measure", case.measure)
    is_in_force = to in IN_FORCE and measure not in ("", Measure.NONE)
    came_from = move(case, to, written={**written, "is_in_force": is_in_force})
    if was_in_force and not is_in_force:
        measures.give_back(case, by=by, now=now)
    write_standing(case.person)
    return {
        "state": (came_from, str(case.state)),
        "standing": (before, str(case.person.standing)),
    }


def record(
    case: Case,
    action: str,
    *,
    by: User,
    reason: str,
    changed: Mapping[str, tuple[str, str]],
    now: datetime,
) -> None:
    """The line of the audit log."""
    audit.record(
        by=by,
        action=action,
        now=now,
        subject=case,
        person=case.person,
        reason=reason,
        changed=changed,
    )


def write_standing(person: User) -> None:
    """The strictest of all measures in force."""
    found = Case.objects.filter(person=person, is_in_force=True).values_list("measure", flat=True)
    in_force = set(found)
    person.standing = next((to for m, to in _STRICTEST if m in in_force), Standing.GOOD)
    person.save(update_fields=["standing"])


def same_cases(case: Case) -> QuerySet[Case]:
    """Those about the same account or the same thing."""
    columns = {name: getattr(case, f"{name}_id") for name in COLUMNS}
    return Case.objects.filter(about=case.about, person=case.person_id, **columns)


def lock_person(person_id: int) -> User:
    """Whoever writes about somebody's cases does so in turn."""
    return User.objects.select_for_update(no_key=True).get(pk=person_id)


def locked_case(case: Case) -> Case:
    """A case afresh, with its person locked before it."""
    person = lock_person(case.person_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.person = person
    return case


def has_time(case: Case, now: datetime) -> bool:
    """Whether the present state still has time."""
    return case.due_at is not None and case.due_at > now


def case_words(text: str) -> str:
    """Words as a case keeps them; raises InvalidInput for none or too many."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput(_("Please write why."))
    if len(text) > LONGEST_CASE or "\x00" in text:
        raise InvalidInput(_("This text cannot be kept. Please make it shorter and plainer."))
    return text
