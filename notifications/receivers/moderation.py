"""News of reports."""

from typing import Any

from core.events import on
from moderation.events import (
    AppealDecided,
    CaseAnswered,
    CaseAppealed,
    CaseDecided,
    CaseOpened,
    ReportsDecided,
    ThingReported,
)
from moderation.models import AccountCase, Reported
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
    _tell("case_opened", case, [case.person_id], rule=case.rule.name, until=case.due_at)


@on(CaseAnswered)
def tell_moderators_of_case(event: CaseAnswered) -> None:
    case = _case(event.case_id)
    _tell("case_to_decide", case, moderators(), person=case.person, until=case.due_at)


@on(CaseDecided)
def tell_person_of_decision(event: CaseDecided) -> None:
    case = _case(event.case_id)
    _tell("case_decided", case, [case.person_id])


@on(CaseAppealed)
def tell_seniors_of_appeal(event: CaseAppealed) -> None:
    case = _case(event.case_id)
    seniors = [
        pk for pk in senior_moderators() if pk not in (case.opened_by_id, case.decided_by_id)
    ]
    _tell("appeal_to_hear", case, seniors, person=case.person, until=case.due_at)


@on(AppealDecided)
def tell_person_of_appeal(event: AppealDecided) -> None:
    case = _case(event.case_id)
    _tell("appeal_decided", case, [case.person_id])


def _case(pk: int) -> AccountCase:
    return AccountCase.objects.select_related("person", "rule").get(pk=pk)


def _tell(kind: str, case: AccountCase, to: list[int], **args: Any) -> None:
    tell(kind, to, about=f"account-case:{case.pk}", page_arg=case.pk, **args)
