"""Due process for an account: notice, answer, decision, appeal.

The silence of the person lets the case go on; the silence of staff is never at their cost.
Locks: the person, then the case.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from moderation.cases import (
    ANSWER_TIME,
    APPEAL_TIME,
    APPEALABLE,
    DECISION_TIME,
    JUDGEMENT_TIME,
    MEASURES,
    OPEN_CASES,
    About,
    CaseState,
    Measure,
)
from moderation.events import AppealDecided, CaseAnswered, CaseAppealed, CaseDecided, CaseOpened
from moderation.models import Case
from moderation.policies import can_answer, can_decide_case, can_judge_appeal, can_open_case
from moderation.services.steps import (
    case_words,
    end_case,
    has_time,
    lock_person,
    locked_case,
    record,
    same_cases,
)
from staff.models import RuleVersion
from staff.services import audit


@transaction.atomic
def open_case(*, person: User, by: User, rule: RuleVersion, evidence: str, now: datetime) -> Case:
    """Tell somebody which rule they are said to have broken, and how; they have seven days.

    Raises WrongState while another case about the same account is open.
    """
    return begin_case(person=person, by=by, rule=rule, evidence=evidence, now=now, urgent={})


def begin_case(
    *,
    person: User,
    by: User,
    rule: RuleVersion,
    evidence: str,
    now: datetime,
    urgent: Mapping[str, object],
) -> Case:
    """The notice about an account, with the columns of an urgent measure if there is one."""
    person = lock_person(person.pk)
    require(can_open_case, by, person)
    evidence = case_words(evidence)
    if Case.objects.filter(person=person, state__in=OPEN_CASES, about=About.ACCOUNT).exists():
        raise WrongState(_("There is an open case about this person. Go on there."))
    case = Case.objects.create(
        person=person,
        rule=rule,
        evidence=evidence,
        opened_by=by,
        opened_at=now,
        due_at=now + ANSWER_TIME,
        **urgent,
    )
    action = "moderation.suspend_at_once" if urgent else "moderation.open_case"
    audit.record(by=by, action=action, now=now, subject=case, person=person, reason=evidence)
    publish(CaseOpened(case_id=case.pk))
    return case


@transaction.atomic
def answer_case(*, case: Case, by: User, text: str, now: datetime) -> Case:
    """Say how it was, once and within seven days; then a moderator decides."""
    case = locked_case(case)
    require(can_answer, by, case)
    text = case_words(text)
    if case.answer == text:
        return case
    if case.state == CaseState.NOTICED and case.due_at is not None and case.due_at <= now:
        raise WrongState(_("The time to answer is over. You can still appeal a decision."))
    written = {"answer": text, "answered_at": now, "due_at": now + DECISION_TIME}
    move(case, CaseState.ANSWERED, written=written)
    publish(CaseAnswered(case_id=case.pk))
    return case


@transaction.atomic
def decide_case(
    *, case: Case, by: User, measure: Measure, english: str, indonesian: str, now: datetime
) -> Case:
    """Take a measure, or none, with the reasons in both languages.

    Raises WrongState while the person may still answer, and once somebody has decided.
    """
    case = locked_case(case)
    require(can_decide_case, by, case)
    english, indonesian = case_words(english), case_words(indonesian)
    if measure not in MEASURES[case.about] or case.is_about_content:
        raise InvalidInput(_("This cannot be done with it."))
    if case.state == measure.value and case.decided_by_id == by.pk:
        return case
    if case.look_due_at is not None and by.pk == case.opened_by_id:
        raise WrongState(_("A second moderator has to look at the urgent measure first."))
    if case.state == CaseState.NOTICED and not case.answer and has_time(case, now):
        raise WrongState(_("They may still answer. Decide when they have, or when the time is up."))
    changed = end_case(
        case,
        CaseState(measure.value),
        by=by,
        now=now,
        written={
            "measure": measure,
            "decided_by": by,
            "decided_at": now,
            "reasons_en": english,
            "reasons_id": indonesian,
            "look_due_at": None,
            "due_at": None if measure == Measure.NONE else now + APPEAL_TIME,
        },
    )
    record(case, "moderation.decide_case", by=by, reason=english, changed=changed, now=now)
    publish(CaseDecided(case_id=case.pk))
    return case


@transaction.atomic
def appeal_case(*, case: Case, by: User, text: str, now: datetime) -> Case:
    """Ask for somebody else to look at it, once and within fourteen days. The measure stays."""
    case = locked_case(case)
    require(can_answer, by, case)
    text = case_words(text)
    if case.appeal == text:
        return case
    if case.state in APPEALABLE and not has_time(case, now):
        raise WrongState(_("The fourteen days for an appeal are over."))
    if same_cases(case).filter(state__in=OPEN_CASES).exists():
        raise WrongState(_("Another case about this is open. Appeal when it is decided."))
    written = {"appeal": text, "appealed_at": now, "due_at": now + JUDGEMENT_TIME}
    move(case, CaseState.APPEALED, written=written)
    publish(CaseAppealed(case_id=case.pk))
    return case


@transaction.atomic
def judge_appeal(
    *, case: Case, by: User, upholds: bool, english: str, indonesian: str, now: datetime
) -> Case:
    """Uphold the measure, or take it back; by a senior moderator who had no part in it."""
    case = locked_case(case)
    require(can_judge_appeal, by, case)
    english, indonesian = case_words(english), case_words(indonesian)
    to = CaseState.UPHELD if upholds else CaseState.RESTORED
    if case.state == to and case.judged_by_id == by.pk:
        return case
    if case.state != CaseState.APPEALED:
        raise WrongState(_("This case waits for something else."))
    written = {
        "judged_by": by,
        "judged_at": now,
        "judgement_en": english,
        "judgement_id": indonesian,
        "due_at": None,
    }
    changed = end_case(case, to, by=by, written=written, now=now)
    record(case, "moderation.judge_appeal", by=by, reason=english, changed=changed, now=now)
    publish(AppealDecided(case_id=case.pk))
    return case


@transaction.atomic
def go_on_by_clock(*, case: Case, now: datetime) -> Case:
    """The time of a state is over: moderators decide without an answer; their own silence frees.

    A case that nobody decided within seven days is closed, an appeal that nobody heard within
    fourteen is won. A second call changes nothing.
    """
    case = locked_case(case)
    if case.due_at is None or case.due_at > now:
        return case
    if case.state == CaseState.NOTICED and case.is_about_content:
        move(case, CaseState.STANDS, written={"due_at": now + APPEAL_TIME})
        publish(CaseDecided(case_id=case.pk))
    elif case.state == CaseState.NOTICED:
        move(case, CaseState.ANSWERED, written={"due_at": now + DECISION_TIME})
        publish(CaseAnswered(case_id=case.pk))
    elif case.state == CaseState.ANSWERED:
        _close_by_clock(case, now)
        publish(CaseDecided(case_id=case.pk))
    elif case.state == CaseState.APPEALED:
        end_case(case, CaseState.RESTORED, by=None, written={"due_at": None}, now=now)
        publish(AppealDecided(case_id=case.pk))
    return case


def _close_by_clock(case: Case, now: datetime) -> None:
    """Nobody decided in time: nothing is done, and what was done is undone."""
    if case.is_about_content:
        end_case(case, CaseState.RESTORED, by=None, written={"due_at": None}, now=now)
    else:
        written = {"due_at": None, "look_due_at": None, "measure": Measure.NONE}
        end_case(case, CaseState.CLOSED, by=None, written=written, now=now)
