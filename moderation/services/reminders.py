"""Say once before each deadline of a case what its silence will mean, to whoever must act."""

from datetime import datetime

from django.db import transaction

from core.events import publish
from moderation.events import CaseReminder
from moderation.models import Case
from moderation.selectors import cases_to_remind_of
from moderation.services.steps import locked_case


@transaction.atomic
def remind_of_case(*, case: Case, now: datetime) -> Case:
    """Note that it was said, then say it; a second call says nothing."""
    case = locked_case(case)
    if cases_to_remind_of(now).filter(pk=case.pk).exists():
        case.reminded_at = now
        case.save(update_fields=["reminded_at"])
        publish(CaseReminder(case_id=case.pk))
    return case
