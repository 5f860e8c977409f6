"""Due process for an account: notice, answer, decision, appeal.

The silence of the person lets the case go on; the silence of staff is never at their cost.
Locks: the person, then the case.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Standing, User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from moderation.cases import (
    ANSWER_TIME,
    APPEAL_TIME,
    APPEALABLE,
    DECISION_TIME,
    IN_FORCE,
    JUDGEMENT_TIME,
    CaseState,
    Measure,
)
from moderation.events import AppealDecided, CaseAnswered, CaseAppealed, CaseDecided, CaseOpened
from moderation.models import LONGEST_CASE, AccountCase
from moderation.policies import can_answer, can_decide_case, can_judge_appeal, can_open_case
from staff.models import RuleVersion
from staff.services import audit


@transaction.atomic
def open_case(
    *, person: User, by: User, rule: RuleVersion, evidence: str, now: datetime
) -> AccountCase:
    """Tell somebody which rule they are said to have broken, and how; they have seven days.

    Raises WrongState while another case about the same person is open.
    """
    person = _lock(person.pk)
    require(can_open_case, by, person)
    evidence = _words(evidence)
    if AccountCase.objects.filter(person=person, state__in=_OPEN).exists():
        raise WrongState(_("There is an open case about this person. Go on there."))
    case = AccountCase.objects.create(
        person=person,
        rule=rule,
        evidence=evidence,
        opened_by=by,
        opened_at=now,
        due_at=now + ANSWER_TIME,
    )
    audit.record(
        by=by, action="moderation.open_case", now=now, subject=case, person=person, reason=evidence
    )
    publish(CaseOpened(case_id=case.pk))
    return case


@transaction.atomic
def answer_case(*, case: AccountCase, by: User, text: str, now: datetime) -> AccountCase:
    """Say how it was, once and within seven days; then a moderator decides."""
    case = _locked(case)
    require(can_answer, by, case)
    text = _words(text)
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
    *, case: AccountCase, by: User, measure: Measure, english: str, indonesian: str, now: datetime
) -> AccountCase:
    """Take a measure, or none, with the reasons in both languages.

    Raises WrongState while the person may still answer, and once somebody has decided.
    """
    case = _locked(case)
    require(can_decide_case, by, case)
    english, indonesian = _words(english), _words(indonesian)
    if case.state == measure.value and case.decided_by_id == by.pk:
        return case
    if case.state == CaseState.NOTICED and not case.answer and _has_time(case, now):
        raise WrongState(_("They may still answer. Decide when they have, or when the time is up."))
    came_from = move(
        case,
        CaseState(measure.value),
        written={
            "measure": measure,
            "decided_by": by,
            "decided_at": now,
            "reasons_en": english,
            "reasons_id": indonesian,
            "due_at": None if measure == Measure.NONE else now + APPEAL_TIME,
        },
    )
    _record(case, "moderation.decide_case", by=by, reason=english, came_from=came_from, now=now)
    publish(CaseDecided(case_id=case.pk))
    return case


@transaction.atomic
def appeal_case(*, case: AccountCase, by: User, text: str, now: datetime) -> AccountCase:
    """Ask for somebody else to look at it, once and within fourteen days. The measure stays."""
    case = _locked(case)
    require(can_answer, by, case)
    text = _words(text)
    if case.appeal == text:
        return case
    if case.state in APPEALABLE and not _has_time(case, now):
        raise WrongState(_("The fourteen days for an appeal are over."))
    if AccountCase.objects.filter(person=case.person_id, state__in=_OPEN).exists():
        raise WrongState(_("Another case about you is open. Appeal when it is decided."))
    written = {"appeal": text, "appealed_at": now, "due_at": now + JUDGEMENT_TIME}
    move(case, CaseState.APPEALED, written=written)
    publish(CaseAppealed(case_id=case.pk))
    return case


@transaction.atomic
def judge_appeal(
    *, case: AccountCase, by: User, upholds: bool, english: str, indonesian: str, now: datetime
) -> AccountCase:
    """Uphold the measure, or take it back; by a senior moderator who had no part in it."""
    case = _locked(case)
    require(can_judge_appeal, by, case)
    english, indonesian = _words(english), _words(indonesian)
    to = CaseState.UPHELD if upholds else CaseState.RESTORED
    if case.state == to and case.judged_by_id == by.pk:
        return case
    written = {
        "judged_by": by,
        "judged_at": now,
        "judgement_en": english,
        "judgement_id": indonesian,
        "due_at": None,
    }
    came_from = move(case, to, written=written)
    _record(case, "moderation.judge_appeal", by=by, reason=english, came_from=came_from, now=now)
    publish(AppealDecided(case_id=case.pk))
    return case


@transaction.atomic
def go_on_by_clock(*, case: AccountCase, now: datetime) -> AccountCase:
    """The time of a state is over: moderators decide without an answer; their own silence frees.

    A case that nobody decided within seven days is closed, an appeal that nobody heard within
    fourteen is won. A second call changes nothing.
    """
    case = _locked(case)
    if case.due_at is None or case.due_at > now:
        return case
    if case.state == CaseState.NOTICED:
        move(case, CaseState.ANSWERED, written={"due_at": now + DECISION_TIME})
        publish(CaseAnswered(case_id=case.pk))
    elif case.state == CaseState.ANSWERED:
        move(case, CaseState.CLOSED, written={"due_at": None, "measure": Measure.NONE})
        publish(CaseDecided(case_id=case.pk))
    elif case.state == CaseState.APPEALED:
        move(case, CaseState.RESTORED, written={"due_at": None})
        _write_standing(case.person)
        publish(AppealDecided(case_id=case.pk))
    return case


_OPEN = (CaseState.NOTICED, CaseState.ANSWERED, CaseState.APPEALED)
_STRICTEST = (
    (Measure.SUSPEND, Standing.SUSPENDED),
    (Measure.RESTRICT, Standing.RESTRICTED),
)


def _record(
    case: AccountCase, action: str, *, by: User, reason: str, came_from: str, now: datetime
) -> None:
    """Write the standing that follows, and the line of the audit log."""
    before = case.person.standing
    _write_standing(case.person)
    audit.record(
        by=by,
        action=action,
        now=now,
        subject=case,
        person=case.person,
        reason=reason,
        changed={
            "state": (came_from, str(case.state)),
            "standing": (str(before), str(case.person.standing)),
        },
    )


def _write_standing(person: User) -> None:
    """The strictest of all measures in force."""
    measures = set(
        AccountCase.objects.filter(person=person, state__in=IN_FORCE).values_list(
            "measure", flat=True
        )
    )
    person.standing = next((to for m, to in _STRICTEST if m in measures), Standing.GOOD)
    person.save(update_fields=["standing"])


def _lock(person_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=person_id)


def _locked(case: AccountCase) -> AccountCase:
    person = _lock(case.person_id)
    case = AccountCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.person = person
    return case


def _has_time(case: AccountCase, now: datetime) -> bool:
    return case.due_at is not None and case.due_at > now


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput(_("Please write why."))
    if len(text) > LONGEST_CASE or "\x00" in text:
        raise InvalidInput(_("This text cannot be kept. Please make it shorter and plainer."))
    return text
