"""Statement letters: handed in by freelancers, looked at by finance staff, withdrawn again."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.files import inspect
from core.policies import require
from payments import events
from payments.kinds import LetterState
from payments.models import StatementLetter
from payments.months import book_day
from payments.policies import can_decide_letter, can_withdraw_letter
from staff.services import audit


@transaction.atomic
def hand_in(*, by: User, year: int, upload: UploadedFile[bytes], now: datetime) -> StatementLetter:
    """Keep a letter for a year until somebody has looked at it; it replaces one that waits.

    Raises InvalidInput for another year than this or the next, or for a file that is not stored;
    WrongState where the letter of that year is accepted already.
    """
    this = book_day(now).year
    if year not in (this, this + 1):
        raise InvalidInput(_("A letter is for this year or the next."))
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    mine = StatementLetter.objects.filter(person=by, year=year)
    if mine.filter(state=LetterState.ACCEPTED).exists():
        raise WrongState(_("Your letter for this year is accepted already."))
    found = inspect(upload)
    mine.filter(state=LetterState.WAITING).update(state=LetterState.WITHDRAWN)
    letter = StatementLetter.objects.create(
        person=by,
        year=year,
        file=upload,
        file_name=found.name,
        sha256=found.sha256,
        content_type=found.content_type,
        handed_in_at=now,
    )
    publish(events.StatementLetterHandedIn(letter_id=letter.pk))
    return letter


@transaction.atomic
def decide(
    *, letter: StatementLetter, accepted: bool, reason: str, by: User, now: datetime
) -> StatementLetter:
    """Accept or refuse a letter that waits, or end one that was accepted; safe to repeat.

    Contracts that are signed keep what was agreed. Raises NotAllowed for anybody but finance
    staff, and for one's own letter; InvalidInput for a refusal without a reason; WrongState where
    it does not count any more.
    """
    letter = _locked(letter)
    require(can_decide_letter, by, letter)
    to = LetterState.ACCEPTED if accepted else LetterState.REFUSED
    if letter.state == to:
        return letter
    if not (letter.is_waiting or (letter.counts and not accepted)):
        raise WrongState(_("This letter does not wait any more."))
    if not accepted and not reason.strip():
        raise InvalidInput(_("Say why, so that the person can hand in a better one."))
    before = str(letter.state)
    letter.state, letter.reason = to, "" if accepted else reason.strip()[:200]
    letter.decided_by, letter.decided_at = by, now
    letter.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    audit.record(
        by=by,
        action="taxes.decide_letter",
        now=now,
        subject=letter,
        person=letter.person,
        reason=letter.reason,
        changed={"state": (before, to.value)},
    )
    publish(events.StatementLetterDecided(letter_id=letter.pk))
    return letter


@transaction.atomic
def withdraw(*, letter: StatementLetter, by: User) -> StatementLetter:
    """Take one's own letter back, for example because the year brings more; safe to repeat.

    Contracts that are signed keep what was agreed. Raises NotAllowed, or WrongState for a letter
    that was refused.
    """
    letter = _locked(letter)
    require(can_withdraw_letter, by, letter)
    if letter.state == LetterState.WITHDRAWN:
        return letter
    if not letter.counts:
        raise WrongState(_("This letter was refused; there is nothing to withdraw."))
    letter.state = LetterState.WITHDRAWN
    letter.save(update_fields=["state"])
    return letter


def _locked(letter: StatementLetter) -> StatementLetter:
    rows = StatementLetter.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person").get(pk=letter.pk)
