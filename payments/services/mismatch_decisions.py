"""Money that did not fit: credited to its milestone after all, sent back, or kept if too small.

Each is a decision with a reason, a second person above a limit, and lines that can be read first.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from payments import events
from payments.kinds import DecisionKind, DecisionState
from payments.ledger import Line
from payments.models import Decision, Mismatch, Payin
from payments.policies import can_decide_about
from payments.services import captures, decisions, mismatches
from payments.services import postings_mismatches as postings
from payments.services.steps import locked
from payments.states import MismatchKind, MismatchState, PayinState


def creditable(mismatch: Mismatch) -> Money | None:
    """What of a case its milestone still waits for; None where it waits for nothing of it.

    At most what is missing and what the payment asked for, in whole steps of the currency. The
    rest stays in the case.
    """
    payin, held = mismatch.payin, mismatch.held
    is_open = mismatch.state == MismatchState.OPEN and mismatch.kind == MismatchKind.AMOUNT
    if payin is None or held is None or not is_open or payin.state != PayinState.MISMATCHED:
        return None
    escrow = payin.escrow
    if held.currency != escrow.currency or not escrow.is_payable:
        return None
    minor = min(held.minor, escrow.missing.minor, payin.amount_minor)
    minor -= minor % smallest_step(held.currency)
    return Money(minor, held.currency) if minor > 0 else None


def lines_to_credit(mismatch: Mismatch) -> list[Line]:
    """What crediting would write into the book; nothing where it cannot be credited."""
    amount = creditable(mismatch)
    if mismatch.payin is None or amount is None:
        return []
    return postings.credited_lines(mismatch.payin, amount)


def lines_to_write_off(mismatch: Mismatch) -> list[Line]:
    """What writing the rest off would write into the book; nothing where none is held."""
    amount = mismatch.held
    if mismatch.payin is None or not amount or mismatch.state != MismatchState.OPEN:
        return []
    return postings.difference_kept_lines(mismatch.payin, amount)


def needs_two_to_write_off(mismatch: Mismatch) -> bool:
    """Whether keeping what a case holds needs a second person."""
    held = mismatch.held
    return held is not None and decisions.needs_two(held, above=_alone_up_to())


def needs_two_to_send_back(mismatch: Mismatch) -> bool:
    """Whether giving back what a case holds needs a second person."""
    return mismatch.held is not None and decisions.needs_two(mismatch.held)


@transaction.atomic
def credit(*, mismatch: Mismatch, by: User, amount: Money, reason: str, now: datetime) -> Mismatch:
    """Finance staff credit to a milestone what it waits for; `amount` is what the person saw.

    Above `SECOND_OPINION_ABOVE` it waits for a second person. Repeated, nothing changes. Raises
    NotAllowed, InvalidInput without a reason, WrongState where it waits for another amount now.
    """
    mismatch = _locked(mismatch)
    require(can_decide_about, by, mismatch)
    text = decisions.checked_reason(reason)
    if _is_decided(mismatch, DecisionKind.CREDIT) or decisions.is_asked_by(by, mismatch=mismatch):
        return mismatch
    now_creditable = creditable(mismatch)
    if now_creditable is None or now_creditable != amount:
        raise WrongState(_("The milestone does not wait for this amount. Look at it again."))
    decision = decisions.ask(
        DecisionKind.CREDIT, amount=amount, reason=text, by=by, now=now, mismatch=mismatch
    )
    return mismatch if decision.is_waiting else _credit(mismatch, amount, by=by, now=now)


@transaction.atomic
def write_off(
    *, mismatch: Mismatch, by: User, amount: Money, reason: str, now: datetime
) -> Mismatch:
    """Finance staff keep a difference that is too small to send back, and the payer is told.

    Above `MISMATCH_ALONE_UP_TO` it waits for a second person. `amount` is what the person saw.
    Repeated, nothing changes. Raises NotAllowed, InvalidInput without a reason, WrongState where
    another sum is held now.
    """
    mismatch = _locked(mismatch)
    require(can_decide_about, by, mismatch)
    text = decisions.checked_reason(reason)
    kind = DecisionKind.DIFFERENCE
    if _is_decided(mismatch, kind) or decisions.is_asked_by(by, mismatch=mismatch):
        return mismatch
    if mismatch.state != MismatchState.OPEN or mismatch.held != amount:
        raise WrongState(_("This case holds another sum meanwhile. Look at it again."))
    decision = decisions.ask(
        kind,
        amount=amount,
        reason=text,
        by=by,
        now=now,
        above=_alone_up_to(),
        mismatch=mismatch,
    )
    return mismatch if decision.is_waiting else _write_off(mismatch, decision, by=by, now=now)


@transaction.atomic
def send_back(
    *, mismatch: Mismatch, by: User, amount: Money, reason: str, now: datetime
) -> Mismatch:
    """Finance staff give the payer back what a case holds; `amount` is what the person saw.

    Above `SECOND_OPINION_ABOVE` it waits for a second person. Repeated, nothing changes. Raises
    NotAllowed, InvalidInput without a reason, WrongState where another sum is held now.
    """
    mismatch = _locked(mismatch)
    require(can_decide_about, by, mismatch)
    text, kind = decisions.checked_reason(reason), DecisionKind.SEND_BACK
    if _is_decided(mismatch, kind) or decisions.is_asked_by(by, mismatch=mismatch):
        return mismatch
    if mismatch.state != MismatchState.OPEN or mismatch.held != amount:
        raise WrongState(_("This has changed meanwhile. Look at it again."))
    decision = decisions.ask(kind, amount=amount, reason=text, by=by, now=now, mismatch=mismatch)
    if decision.is_waiting:
        return mismatch
    return mismatches.send_back(mismatch=mismatch, by=by, now=now)


@transaction.atomic
def confirm(*, decision: Decision, by: User, now: datetime) -> Mismatch:
    """A second person agrees, and it is carried out. A second press changes nothing.

    Raises NotAllowed for whoever asked and for people with ties, WrongState where it was returned
    or the milestone does not wait for the money any more.
    """
    assert decision.mismatch is not None
    mismatch = _locked(decision.mismatch)
    if decision.kind == DecisionKind.CREDIT:
        amount = creditable(mismatch)
    else:
        amount = mismatch.held if mismatch.state == MismatchState.OPEN else None
    decision, is_new = decisions.confirm(decision, by=by, now=now, amount=amount or decision.amount)
    if not is_new:
        return mismatch
    if amount is None:
        raise WrongState(_("The milestone does not wait for this amount. Look at it again."))
    if decision.kind == DecisionKind.CREDIT:
        return _credit(mismatch, amount, by=by, now=now)
    if decision.kind == DecisionKind.SEND_BACK:
        return mismatches.send_back(mismatch=mismatch, by=by, now=now)
    return _write_off(mismatch, decision, by=by, now=now)


def _credit(mismatch: Mismatch, amount: Money, *, by: User, now: datetime) -> Mismatch:
    assert mismatch.payin is not None
    captures.credit(mismatch.payin, amount, by=by, now=now)
    mismatch.credited_minor = amount.minor
    mismatch.save(update_fields=["credited_minor"])
    if not mismatch.held:
        mismatches.close(mismatch, by=by, resolution="credited", now=now)
    return mismatch


def _write_off(mismatch: Mismatch, decision: Decision, *, by: User, now: datetime) -> Mismatch:
    assert mismatch.payin is not None
    postings.difference_kept(mismatch, mismatch.payin, decision.amount)
    publish(events.DifferenceKept(decision_id=decision.pk))
    return mismatches.close(mismatch, by=by, resolution="written_off", now=now)


def _is_decided(mismatch: Mismatch, kind: DecisionKind) -> bool:
    return mismatch.decisions.filter(kind=kind, state=DecisionState.DONE).exists()


def _locked(mismatch: Mismatch) -> Mismatch:
    """The case with its payment, locked from above: escrow, payin, case."""
    payin: Payin | None = None
    if mismatch.payin_id is not None:
        payin = Payin.objects.select_related("escrow").get(pk=mismatch.payin_id)
        publish(events.EscrowMoving(escrow_id=payin.escrow_id))
        escrow = locked(payin.escrow)
        payin = locked(payin)
        payin.escrow = escrow
    rows = Mismatch.objects.select_for_update(of=("self",), no_key=True)
    mismatch = rows.get(pk=mismatch.pk)
    mismatch.payin = payin
    return mismatch


def _alone_up_to() -> Money:
    return decisions.in_rupiah(settings.MISMATCH_ALONE_UP_TO)
