"""News for those who keep the books, about what a provider reports."""

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers
from payments.events import ReconciliationDiffered, ReconciliationFailed
from payments.models import ReconciliationAttempt, ReconciliationRun


@on(ReconciliationDiffered)
def tell_of_differences(event: ReconciliationDiffered) -> None:
    run = ReconciliationRun.objects.get(pk=event.run_id)
    tell(
        "reconciliation_differed",
        bookkeepers(),
        about=f"reconciliation:{run.pk}",
        page_arg=run.pk,
        provider=run.provider,
        count=run.opened,
    )


@on(ReconciliationFailed)
def tell_of_failed_comparison(event: ReconciliationFailed) -> None:
    attempt = ReconciliationAttempt.objects.get(pk=event.attempt_id)
    tell(
        "reconciliation_failed",
        bookkeepers(),
        about=f"reconciliation-attempt:{attempt.pk}",
        provider=attempt.provider,
    )
