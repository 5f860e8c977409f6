"""News of reports."""

from core.events import on
from moderation.events import ReportsDecided, ThingReported
from moderation.models import Reported
from moderation.states import ReportState
from notifications.receivers.telling import tell
from notifications.selectors import moderators


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
