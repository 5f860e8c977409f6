"""News for those who keep the books, about what a provider reports and what letters wait."""

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers
from payments.events import (
    ReconciliationDiffered,
    ReconciliationFailed,
    StatementLetterDecided,
    StatementLetterHandedIn,
)
from payments.kinds import LetterState
from payments.models import ReconciliationAttempt, ReconciliationRun, StatementLetter


@on(ReconciliationDiffered)
def tell_of_differences(event: ReconciliationDiffered) -> None:
    run = ReconciliationRun.objects.get(pk=event.run_id)
    tell(
        "reconciliation_differed",
        bookkeepers(),
        about=f"reconciliation:{run.pk}",
        page_arg=run.pk,
        provider=run.provider.capitalize(),
        count=run.opened,
    )


@on(ReconciliationFailed)
def tell_of_failed_comparison(event: ReconciliationFailed) -> None:
    attempt = ReconciliationAttempt.objects.get(pk=event.attempt_id)
    tell(
        "reconciliation_failed",
        bookkeepers(),
        about=f"reconciliation-attempt:{attempt.pk}",
        provider=attempt.provider.capitalize(),
    )


@on(StatementLetterHandedIn)
def tell_of_letter(event: StatementLetterHandedIn) -> None:
    letter = _letter(event.letter_id)
    tell(
        "letter_to_check",
        bookkeepers(),
        but=letter.person_id,
        about=f"statement-letter:{letter.pk}",
        person=letter.person.name,
        year=letter.year,
    )


@on(StatementLetterDecided)
def tell_of_decided_letter(event: StatementLetterDecided) -> None:
    letter = _letter(event.letter_id)
    about = f"statement-letter:{letter.pk}"
    if letter.state == LetterState.REFUSED:
        tell("letter_refused", [letter.person_id], about=about, reason=letter.reason)
    else:
        tell("letter_accepted", [letter.person_id], about=about, year=letter.year)


def _letter(pk: int) -> StatementLetter:
    return StatementLetter.objects.select_related("person").get(pk=pk)
