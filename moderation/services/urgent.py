"""Suspend somebody at once, for fraud, a threat or the safety of a child.

Only for as long as it takes a second moderator to look: without one it lapses after 72 hours.
The case itself goes on as any other. Locks: the person, then the case.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.policies import require
from moderation.cases import SECOND_LOOK_TIME, Measure, Urgency
from moderation.events import SecondLookTaken, UrgentMeasureLapsed
from moderation.models import Case
from moderation.policies import can_look_again
from moderation.services.cases import begin_case
from moderation.services.steps import case_words, locked_case, record, write_standing
from staff.models import RuleVersion


@transaction.atomic
def suspend_at_once(
    *, person: User, by: User, rule: RuleVersion, evidence: str, urgency: Urgency, now: datetime
) -> Case:
    """Open a case whose measure is in force before the answer; a second moderator must look.

    Raises WrongState while another case about the same account is open.
    """
    case = begin_case(
        person=person,
        by=by,
        rule=rule,
        evidence=evidence,
        now=now,
        urgent={
            "urgency": urgency,
            "measure": Measure.SUSPEND,
            "is_in_force": True,
            "look_due_at": now + SECOND_LOOK_TIME,
        },
    )
    write_standing(case.person)
    return case


@transaction.atomic
def look_again(*, case: Case, by: User, confirms: bool, reason: str, now: datetime) -> Case:
    """Another moderator lets the measure stand until the decision, or lifts it now.

    Raises NotAllowed for whoever took the measure, WrongState where nothing waits for a second
    look, or not any more.
    """
    case = locked_case(case)
    require(can_look_again, by, case)
    reason = case_words(reason)
    if case.looked_by_id == by.pk and case.is_in_force == confirms:
        return case
    if case.look_due_at is None or case.look_due_at <= now:
        raise WrongState(_("This measure does not wait for a second look."))
    before = str(case.person.standing)
    case.looked_by, case.looked_at, case.look_due_at = by, now, None
    case.is_in_force = confirms
    case.save(update_fields=["looked_by", "looked_at", "look_due_at", "is_in_force"])
    write_standing(case.person)
    changed = {"standing": (before, str(case.person.standing))}
    record(case, "moderation.look_again", by=by, reason=reason, changed=changed, now=now)
    publish(SecondLookTaken(case_id=case.pk))
    return case


@transaction.atomic
def lapse_by_clock(*, case: Case, now: datetime) -> Case:
    """Nobody looked within 72 hours: the measure ends, and the senior moderators hear of it."""
    case = locked_case(case)
    if case.look_due_at is None or case.look_due_at > now:
        return case
    case.look_due_at, case.is_in_force = None, False
    case.save(update_fields=["look_due_at", "is_in_force"])
    write_standing(case.person)
    publish(UrgentMeasureLapsed(case_id=case.pk))
    return case
