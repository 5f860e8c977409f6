"""What finance staff do about a row that differs: take it, write notes, ask, correct, resolve.

The book is never edited: a correction is one more transfer.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.policies import require
from payments.models import CaseNote, Payin, PayoutPart, ReconciliationCase, Refund
from payments.policies import can_take_case, can_work_on_case
from payments.providers.base import Subject
from payments.services import payins, payouts, postings, refunds
from payments.states import CaseState
from staff.services import audit


@transaction.atomic
def take_case(*, case: ReconciliationCase, by: User, now: datetime) -> ReconciliationCase:
    """Become the owner of an open case, also in place of somebody else; the notes say so."""
    case = _locked(case)
    require(can_take_case, by, case)
    _require_open(case)
    if case.owner_id != by.pk:
        case.owner = by
        case.save(update_fields=["owner"])
        case.notes.create(author=by, text=_("Took the case."), written_at=now)
        audit.record(by=by, action="payments.take_case", now=now, subject=case)
    return case


@transaction.atomic
def give_case(*, case: ReconciliationCase, to: User, by: User, now: datetime) -> ReconciliationCase:
    """Hand an open case to somebody else who keeps the books; the notes say so."""
    case = _locked(case)
    require(can_take_case, by, case)
    require(can_take_case, to, case)
    _require_open(case)
    if case.owner_id != to.pk:
        case.owner = to
        case.save(update_fields=["owner"])
        text = _("Gave the case to %(person)s.") % {"person": to}
        case.notes.create(author=by, text=text, written_at=now)
        audit.record(by=by, action="payments.give_case", now=now, subject=case, person=to)
    return case


@transaction.atomic
def write_note(*, case: ReconciliationCase, text: str, by: User, now: datetime) -> CaseNote:
    """Write down what was found out, for whoever reads the case later."""
    require(can_take_case, by, case)
    audit.record(by=by, action="payments.note_case", now=now, subject=case)
    return case.notes.create(author=by, text=text, written_at=now)


@transaction.atomic
def resolve_case(
    *, case: ReconciliationCase, reason: str, by: User, now: datetime
) -> ReconciliationCase:
    """Close a case with the reason why it is in order; only its owner does."""
    case = _locked(case)
    require(can_work_on_case, by, case)
    _require_open(case)
    audit.record(by=by, action="payments.resolve_case", now=now, subject=case, reason=reason)
    return _close(case, reason=reason, by=by, now=now)


@transaction.atomic
def correct_case(
    *, case: ReconciliationCase, reason: str, by: User, now: datetime
) -> ReconciliationCase:
    """Post the difference between the provider's cash and its cost, and close the case.

    Raises WrongState where no such transfer would make it fit.
    """
    case = _locked(case)
    require(can_work_on_case, by, case)
    _require_open(case)
    if not case.can_be_corrected or not case.difference:
        raise WrongState(_("A correcting transfer does not help here."))
    case.corrected_in_id = postings.case_corrected(case).transfer_id
    case.corrections += 1
    case.save(update_fields=["corrected_in", "corrections"])
    audit.record(
        by=by,
        action="payments.correct_case",
        now=now,
        subject=case,
        reason=reason,
        changed={"corrected_in": ("", case.corrected_in_id)},
    )
    return _close(case, reason=reason, by=by, now=now)


def ask_again(*, case: ReconciliationCase, by: User, now: datetime) -> bool:
    """Ask the provider how the thing stands, and book what it says; false if it is not ours.

    The next run closes the case if both sides fit then. Call it outside a transaction.
    """
    require(can_take_case, by, case)
    _require_open(case)
    audit.record(by=by, action="payments.ask_about_case", now=now, subject=case)
    model = _MODELS.get(case.subject)
    thing = model.objects.filter(provider=case.provider, key=case.key).first() if model else None
    if isinstance(thing, Payin):
        payins.look_up(payin_id=thing.pk, now=now)
    elif isinstance(thing, PayoutPart):
        payouts.look_up_part(part_id=thing.pk, now=now)
    elif isinstance(thing, Refund):
        refunds.look_up(refund_id=thing.pk, now=now)
    return thing is not None


_MODELS: dict[str, type[Payin] | type[PayoutPart] | type[Refund]] = {
    Subject.PAYMENT: Payin,
    Subject.REFUND: Refund,
    Subject.REFUND_RETURN: Refund,
    Subject.PAYOUT: PayoutPart,
    Subject.PAYOUT_RETURN: PayoutPart,
}


def _locked(case: ReconciliationCase) -> ReconciliationCase:
    cases = ReconciliationCase.objects.select_for_update(of=("self",), no_key=True)
    return cases.get(pk=case.pk)


def _require_open(case: ReconciliationCase) -> None:
    if case.state != CaseState.OPEN:
        raise WrongState(_("This case is resolved already."))


def _close(case: ReconciliationCase, *, reason: str, by: User, now: datetime) -> ReconciliationCase:
    case.state = CaseState.RESOLVED
    case.resolved_by, case.resolved_at, case.resolution = by, now, reason[:200]
    case.save(update_fields=["state", "resolved_by", "resolved_at", "resolution"])
    return case
