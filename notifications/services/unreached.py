"""Clients whom no letter reached: the clock does not speak for them, so a person has to."""

from datetime import datetime

from django.db import transaction

from notifications.models import Notification
from notifications.selectors import moderators, never_heard_of_delivery
from notifications.services.news import tell
from projects.models import Milestone
from projects.states import MilestoneState

_KIND = "client_not_reached"


def report_unreached(*, now: datetime) -> int:
    """Tell the moderators, once for each milestone, that the clock could not approve it."""
    overdue = Milestone.objects.filter(
        state=MilestoneState.SUBMITTED, review_deadline_at__lte=now
    ).select_related("contract__client")
    return sum(_report(milestone, now) for milestone in overdue)


@transaction.atomic
def _report(milestone: Milestone, now: datetime) -> bool:
    about = f"milestone:{milestone.pk}"
    if not never_heard_of_delivery(milestone):
        return False
    if Notification.objects.filter(about=about, kind=_KIND).exists():
        return False
    told = tell(
        recipients=moderators(),
        kind=_KIND,
        about=about,
        page_arg=milestone.pk,
        args={"milestone": milestone.title, "client": milestone.contract.client},
        now=now,
    )
    return bool(told)
