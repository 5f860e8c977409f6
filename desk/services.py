"""Take a case, hand it over, give it back; note something about it; keep the texts of the desk.

Locks: the assignment alone. Every act is a line of the audit log.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from core.policies import require
from core.texts import kept_text
from desk.models import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Assignment,
    CannedText,
    CannedVersion,
    Note,
)
from desk.policies import (
    can_edit_texts,
    can_pass_on,
    can_read_notes,
    can_see,
    can_work_on,
    has_rank_for,
)
from desk.registry import Case
from staff.services import audit


@transaction.atomic
def take(*, case: Case, by: User, now: datetime) -> Assignment:
    """Have a case in hand; one's own again changes nothing.

    Raises NotAllowed for whoever has a tie, WrongState for a decided case and for one that a
    colleague has: of two at once, one wins.
    """
    _require_work(by, case)
    _require_open(case)
    held = _held(case)
    if held is None:
        held = _first_hand(case, by, now)
    if held.assignee_id != by.pk:
        raise WrongState(_("%(person)s has taken it already.") % {"person": held.assignee})
    return held


@transaction.atomic
def take_over(*, case: Case, by: User, now: datetime) -> Assignment:
    """Take what a colleague has, as somebody who was asked and said yes."""
    _require_work(by, case)
    _require_open(case)
    held = _held(case)
    if held is None:
        return take(case=case, by=by, now=now)
    if held.assignee_id != by.pk:
        _pass_to(held, by, case=case, by=by, action="desk.take_over", now=now)
    return held


@transaction.atomic
def hand_over(*, case: Case, by: User, to: User, now: datetime) -> Assignment:
    """Give a case to a colleague of the same role who has no tie to it.

    Raises NotAllowed for others than whoever has it and senior moderators.
    """
    _require_open(case)
    held = _require_held(case)
    require(can_pass_on, by, case, held)
    if not can_work_on(to, case):
        raise InvalidInput(
            _("%(person)s cannot take this case. Choose somebody else.") % {"person": to}
        )
    if held.assignee_id != to.pk:
        _pass_to(held, to, case=case, by=by, action="desk.hand_over", now=now)
    return held


@transaction.atomic
def give_back(*, case: Case, by: User, now: datetime) -> None:
    """Nobody has the case any more; a second call changes nothing."""
    held = _held(case)
    if held is None:
        require(can_see, by, case)
        return
    require(can_pass_on, by, case, held)
    _record("desk.give_back", case, by=by, before=str(held.assignee), after="", now=now)
    held.delete()


@transaction.atomic
def note(*, case: Case, by: User, text: str, now: datetime) -> Note:
    """Write something for colleagues; it stays as it is written."""
    require(can_read_notes, by, case)
    text = kept_text(text, LONGEST_NOTE)
    if not text:
        raise InvalidInput(_("Please write the note first."))
    written = Note.objects.create(kind=case.kind, case_id=case.pk, by=by, text=text, written_at=now)
    audit.record(by=by, action="desk.note", now=now, subject=case.row)
    return written


@transaction.atomic
def write_text(
    *,
    text: CannedText | None,
    by: User,
    title: str,
    title_indonesian: str,
    english: str,
    indonesian: str,
    now: datetime,
) -> CannedVersion:
    """A new text, or the next version of one; the same words again change nothing."""
    require(can_edit_texts, by)
    said = {
        "title": " ".join(kept_text(title, LONGEST_TITLE).split()),
        "title_id": " ".join(kept_text(title_indonesian, LONGEST_TITLE).split()),
        "text_en": kept_text(english, LONGEST_TEXT),
        "text_id": kept_text(indonesian, LONGEST_TEXT),
    }
    if not all(said.values()):
        raise InvalidInput(_("Please write the title and the text in both languages."))
    of = _locked(text) if text is not None else CannedText.objects.create(made_at=now)
    last = of.versions.first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last
    number = last.number + 1 if last is not None else 1
    version = CannedVersion.objects.create(of=of, number=number, by=by, written_at=now, **said)
    before = {name: getattr(last, name) if last is not None else "" for name in said}
    changed = {name: (before[name], value) for name, value in said.items()}
    audit.record(by=by, action="desk.write_text", now=now, subject=version, changed=changed)
    return version


@transaction.atomic
def retire_text(*, text: CannedText, by: User, now: datetime) -> None:
    """It is offered no more; a second call changes nothing."""
    require(can_edit_texts, by)
    text = _locked(text)
    if text.retired_at is None:
        text.retired_at = now
        text.save(update_fields=["retired_at"])
        audit.record(by=by, action="desk.retire_text", now=now, subject=text.versions.first())


def _require_work(by: User, case: Case) -> None:
    require(can_see, by, case)
    if not has_rank_for(by, case):
        raise NotAllowed(_("A senior moderator decides this."))
    if not can_work_on(by, case):
        raise NotAllowed(_("You have a tie to this. Somebody else has to decide."))


def _require_open(case: Case) -> None:
    if not case.is_open:
        raise WrongState(_("This does not wait for anybody any more."))


def _held(case: Case) -> Assignment | None:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("assignee")
    return rows.filter(kind=case.kind, case_id=case.pk).first()


def _require_held(case: Case) -> Assignment:
    held = _held(case)
    if held is None:
        raise WrongState(_("Nobody has this case. Take it first."))
    return held


def _first_hand(case: Case, by: User, now: datetime) -> Assignment:
    try:
        with transaction.atomic():
            held = Assignment.objects.create(
                kind=case.kind, case_id=case.pk, assignee=by, taken_at=now
            )
    except IntegrityError:  # a colleague was quicker by a moment
        return _require_held(case)
    _record("desk.take", case, by=by, before="", after=str(by), now=now)
    return held


def _pass_to(
    held: Assignment, to: User, *, case: Case, by: User, action: str, now: datetime
) -> None:
    before = str(held.assignee)
    held.assignee, held.taken_at = to, now
    held.save(update_fields=["assignee", "taken_at"])
    _record(action, case, by=by, before=before, after=str(to), now=now)


def _record(action: str, case: Case, *, by: User, before: str, after: str, now: datetime) -> None:
    changed = {"assignee": (before, after)}
    audit.record(by=by, action=action, now=now, subject=case.row, changed=changed)


def _locked(text: CannedText) -> CannedText:
    return CannedText.objects.select_for_update().get(pk=text.pk)
