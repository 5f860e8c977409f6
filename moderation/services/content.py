"""Due process for what somebody wrote: it is taken down with a notice, and they may answer.

The silence of the author leaves the measure; the silence of staff takes it back. Locks: the
author, what was reported, then the thing and its case.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from moderation.cases import ANSWER_TIME, APPEAL_TIME, MEASURES, OPEN_CASES, CaseState, Measure
from moderation.events import CaseDecided, CaseOpened
from moderation.models import Case, Reported
from moderation.policies import can_act_on, can_decide_case
from moderation.services import measures
from moderation.services.reports import end_reports
from moderation.services.steps import (
    case_words,
    end_case,
    has_time,
    lock_person,
    locked_case,
    record,
)
from moderation.services.things import Reportable, Seen, seen
from moderation.states import ReportState
from staff.models import RuleVersion
from staff.services import audit


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is done, by which rule, and why, in both languages."""

    measure: Measure
    rule: RuleVersion
    english: str
    indonesian: str


@transaction.atomic
def open_content_case(
    *, what: Reportable, by: User, notice: Notice, reported: Reported | None = None, now: datetime
) -> Case:
    """Take something down at once; its author is told why, and has seven days to answer.

    With `reported`, those who reported it are told that a rule was broken, and which. Raises
    WrongState while another case about it is open, or where it is not public any more.
    """
    person = lock_person(seen(what).owner.pk)
    what.refresh_from_db()
    this = seen(what)
    require(can_act_on, by, this.owner)
    english, indonesian = case_words(notice.english), case_words(notice.indonesian)
    if notice.measure not in MEASURES[this.thing]:
        raise InvalidInput(_("This cannot be done with it."))
    if reported is not None:
        _answer_reports(reported, what, by=by, rule=notice.rule, now=now)
    _require_no_other(this, what)
    case = Case(
        about=this.thing.value,
        person=person,
        reported=reported,
        rule=notice.rule,
        evidence=english,
        evidence_id=indonesian,
        frozen=this.shown,
        frozen_sha256=sha256(this.shown.encode()).hexdigest(),
        measure=notice.measure,
        is_in_force=True,
        opened_by=by,
        opened_at=now,
        due_at=now + ANSWER_TIME,
        **_column(this, what),
    )
    reason = indonesian if (person.language or "id").startswith("id") else english
    rule_words = notice.rule.text_id if reason is indonesian else notice.rule.text_en
    reason = f"{notice.rule.name}: {rule_words}\n\n{reason}"
    case.kept = measures.take_down(case, by=by, reason=reason[:1000], now=now)
    case.save()
    audit.record(
        by=by, action="moderation.take_down", now=now, subject=case, person=person, reason=english
    )
    publish(CaseOpened(case_id=case.pk))
    return case


@transaction.atomic
def decide_content(
    *, case: Case, by: User, stays: bool, english: str, indonesian: str, now: datetime
) -> Case:
    """After the answer: the measure stays, or everything is as it was, with reasons.

    Raises WrongState while the author may still answer, and once somebody has decided.
    """
    case = locked_case(case)
    require(can_decide_case, by, case)
    english, indonesian = case_words(english), case_words(indonesian)
    to = CaseState.STANDS if stays else CaseState.RESTORED
    if case.state == to and case.decided_by_id == by.pk:
        return case
    if case.state == CaseState.NOTICED and has_time(case, now):
        raise WrongState(_("They may still answer. Decide when they have, or when the time is up."))
    if not case.is_about_content or case.state == CaseState.APPEALED:
        raise WrongState(_("This case waits for something else."))
    changed = end_case(
        case,
        to,
        by=by,
        written={
            "decided_by": by,
            "decided_at": now,
            "reasons_en": english,
            "reasons_id": indonesian,
            "due_at": now + APPEAL_TIME if stays else None,
        },
        now=now,
    )
    record(case, "moderation.decide_content", by=by, reason=english, changed=changed, now=now)
    publish(CaseDecided(case_id=case.pk))
    return case


def _answer_reports(
    reported: Reported, what: Reportable, *, by: User, rule: RuleVersion, now: datetime
) -> None:
    """Whoever reported it reads the rule, and nothing about its author."""
    reported = Reported.objects.select_for_update(of=("self",)).get(pk=reported.pk)
    if reported.state != ReportState.OPEN:
        raise WrongState(_("Somebody has decided about these reports."))
    this = seen(what)
    target = getattr(reported, f"{this.column}_id") if this.column else reported.owner_id
    if (reported.thing, target) != (this.thing.value, what.pk):
        raise InvalidInput(_("These reports are about something else."))
    end_reports(reported, ReportState.ACTED, by=by, reason=rule.name, now=now)


def _require_no_other(this: Seen, what: Reportable) -> None:
    of_person = {} if this.column else {"person": this.owner}
    cases = Case.objects.filter(about=this.thing.value, state__in=OPEN_CASES)
    if cases.filter(**_column(this, what), **of_person).exists():
        raise WrongState(_("There is an open case about this. Go on there."))


def _column(this: Seen, what: Reportable) -> dict[str, Reportable]:
    return {this.column: what} if this.column else {}
