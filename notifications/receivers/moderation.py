"""News of reports."""

from typing import Any

from core.events import on
from moderation.cases import CaseState, Measure
from moderation.events import (
    AppealDecided,
    CaseAnswered,
    CaseAppealed,
    CaseDecided,
    CaseOpened,
    CaseReminder,
    ReportsDecided,
    SecondLookTaken,
    ThingReported,
    UrgentMeasureLapsed,
)
from moderation.models import Case, Reported
from moderation.states import ReportState
from notifications.receivers.telling import tell
from notifications.selectors import moderators, senior_moderators


@on(ThingReported)
def tell_moderators_of_report(event: ThingReported) -> None:
    """Never the owner of the thing, who may moderate elsewhere."""
    reported = Reported.objects.select_related("owner", "project").get(pk=event.reported_id)
    tell(
        "thing_reported",
        moderators(),
        but=reported.owner_id,
        about=f"reported:{reported.pk}",
        page_arg=reported.pk,
        title=reported.title,
        until=reported.due_at,
    )


@on(ReportsDecided)
def tell_reporters(event: ReportsDecided) -> None:
    reported = Reported.objects.get(pk=event.reported_id)
    is_dismissed = reported.state == ReportState.DISMISSED
    tell(
        "report_dismissed" if is_dismissed else "report_acted_on",
        list(reported.reports.values_list("reporter_id", flat=True)),
        about=f"reported:{reported.pk}",
        reason=reported.outcome,
    )


@on(CaseOpened)
def tell_person_of_case(event: CaseOpened) -> None:
    case = _case(event.case_id)
    words: dict[str, Any] = {"rule": case.rule.name, "until": case.due_at}
    if case.is_about_content:
        measure = Measure(case.measure).label
        _tell("content_taken_down", case, [case.person_id], measure=measure, **words)
    elif case.urgency:
        _tell("suspended_at_once", case, [case.person_id], look=case.look_due_at, **words)
        _tell_of_second_look(case)
    else:
        _tell("case_opened", case, [case.person_id], **words)


@on(SecondLookTaken)
def tell_person_of_second_look(event: SecondLookTaken) -> None:
    case = _case(event.case_id)
    _tell("urgent_confirmed" if case.is_in_force else "urgent_lifted", case, [case.person_id])


@on(UrgentMeasureLapsed)
def tell_of_lapse(event: UrgentMeasureLapsed) -> None:
    case = _case(event.case_id)
    _tell("urgent_lifted", case, [case.person_id])
    _tell("urgent_lapsed", case, senior_moderators(), person=case.person)


@on(CaseReminder)
def remind_whoever_must_act(event: CaseReminder) -> None:
    """The person before their time to answer ends, staff before their silence frees the person."""
    case = _case(event.case_id)
    if case.look_due_at is not None:
        _tell_of_second_look(case)
    elif case.state == CaseState.NOTICED:
        _tell("case_answer_reminder", case, [case.person_id], until=case.due_at)
    else:
        staff = _seniors_for(case) if case.state == CaseState.APPEALED else moderators()
        _tell("case_staff_reminder", case, staff, person=case.person, until=case.due_at)


@on(CaseAnswered)
def tell_moderators_of_case(event: CaseAnswered) -> None:
    case = _case(event.case_id)
    _tell("case_to_decide", case, moderators(), person=case.person, until=case.due_at)


@on(CaseDecided)
def tell_person_of_decision(event: CaseDecided) -> None:
    case = _case(event.case_id)
    kind = "content_decided" if case.is_about_content else "case_decided"
    _tell(kind, case, [case.person_id])


@on(CaseAppealed)
def tell_seniors_of_appeal(event: CaseAppealed) -> None:
    case = _case(event.case_id)
    _tell("appeal_to_hear", case, _seniors_for(case), person=case.person, until=case.due_at)


@on(AppealDecided)
def tell_person_of_appeal(event: AppealDecided) -> None:
    case = _case(event.case_id)
    _tell("appeal_decided", case, [case.person_id])


def _tell_of_second_look(case: Case) -> None:
    others = [pk for pk in moderators() if pk != case.opened_by_id]
    _tell("urgent_to_look_at", case, others, person=case.person, look=case.look_due_at)


def _seniors_for(case: Case) -> list[int]:
    had_a_part = (case.opened_by_id, case.decided_by_id, case.looked_by_id)
    return [pk for pk in senior_moderators() if pk not in had_a_part]


def _case(pk: int) -> Case:
    return Case.objects.select_related("person", "rule").get(pk=pk)


def _tell(kind: str, case: Case, to: list[int], **args: Any) -> None:
    tell(kind, to, about=f"case:{case.pk}", page_arg=case.pk, **args)
