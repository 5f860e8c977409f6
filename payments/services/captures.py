"""Money that has come: into its escrow, back where it came twice, or to a person.

Less than was asked for counts as a part: the escrow waits for the rest. Every function works on a
payin and an escrow that are locked.
"""

from datetime import datetime, timedelta

from accounts.models import User
from core.events import publish
from core.money import Money, smallest_step
from payments import events
from payments.models import Payin
from payments.providers.base import Found, Rail
from payments.services import cases, postings, postings_mismatches, refunds
from payments.services.registry import provider_named
from payments.services.steps import take_step
from payments.states import PAYIN_UNDERWAY, TIME_TO_COMPLETE, EscrowState, MismatchKind, PayinState


def receive(payin: Payin, found: Found, now: datetime) -> None:
    """Book what the provider has received, once."""
    if payin.is_received:
        return
    if not _fits(payin, found.amount):
        _receive_unmatched(payin, found, now)
    elif payin.escrow.is_payable and found.amount <= payin.escrow.missing:
        _capture(payin, found, now)
    else:
        _receive_in_excess(payin, found, now)


def give_up(payin: Payin, to: EscrowState, now: datetime) -> None:
    """The escrow waits no longer, unless it is paid or another payin is underway."""
    escrow = payin.escrow
    others = escrow.payins.filter(state__in=PAYIN_UNDERWAY).exclude(pk=payin.pk)
    if escrow.state == EscrowState.PAYMENT_PENDING and not others.exists():
        take_step(escrow, to, by=None, now=now)


def _fits(payin: Payin, received: Money) -> bool:
    """In the currency that was asked for, whole, and not more than was asked for."""
    if received.currency != payin.currency or received.minor % smallest_step(payin.currency):
        return False
    return 0 < received.minor <= payin.amount_minor


def credit(payin: Payin, amount: Money, *, by: User, now: datetime) -> None:
    """Money that did not fit is credited by hand; what came beyond it is the payer's surplus.

    The payin and its escrow are locked, and the escrow misses at least this much.
    """
    assert payin.received is not None
    surplus = payin.received - amount
    take_step(
        payin,
        PayinState.CAPTURED,
        by=by,
        now=now,
        reason="credited",
        received_minor=amount.minor,
        surplus_minor=surplus.minor,
    )
    is_complete = amount == payin.escrow.missing
    _fill(payin, amount, payin.captured_at or now, now)
    postings_mismatches.credited(payin, amount)
    _tell(payin, is_complete=is_complete)


def _capture(payin: Payin, found: Found, now: datetime) -> None:
    _record_received(payin, PayinState.CAPTURED, found, now)
    is_complete = found.amount == payin.escrow.missing
    _fill(payin, found.amount, found.settled_at or now, now)
    postings.captured(payin, received=found.amount, cost=found.cost)
    _tell(payin, is_complete=is_complete)


def _fill(payin: Payin, amount: Money, settled_at: datetime, now: datetime) -> None:
    """Into the escrow: held when nothing is missing any more, partly paid until then."""
    escrow = payin.escrow
    hold_until = settled_at + _hold_of(payin)
    if escrow.state == EscrowState.CREATED:  # the payin was called off, and paid all the same
        take_step(escrow, EscrowState.PAYMENT_PENDING, by=None, now=now)
    is_complete = amount == escrow.missing
    take_step(
        escrow,
        EscrowState.HELD if is_complete else EscrowState.PARTLY_PAID,
        by=None,
        now=now,
        paid_minor=escrow.paid_minor + amount.minor,
        held_minor=escrow.held_minor + amount.minor,
        held_at=escrow.held_at or now,
        complete_by_at=escrow.complete_by_at or (None if is_complete else now + TIME_TO_COMPLETE),
        payout_hold_until=max(escrow.payout_hold_until or hold_until, hold_until),
    )


def _tell(payin: Payin, *, is_complete: bool) -> None:
    if is_complete:
        publish(events.EscrowHeld(escrow_id=payin.escrow_id))
    else:
        publish(events.EscrowPartlyPaid(escrow_id=payin.escrow_id, payin_id=payin.pk))


def _receive_in_excess(payin: Payin, found: Found, now: datetime) -> None:
    _record_received(payin, PayinState.EXCESS, found, now)
    posted = postings.captured_in_excess(payin, received=found.amount, cost=found.cost)
    refunds.ask(
        payin=payin,
        escrow=None,
        amount=found.amount,
        asked_in=posted.transfer_id,
        by=None,
        now=now,
        reason="excess",
    )
    publish(events.PayinExcess(payin_id=payin.pk))


def _receive_unmatched(payin: Payin, found: Found, now: datetime) -> None:
    _record_received(payin, PayinState.MISMATCHED, found, now)
    postings.captured_unmatched(payin, received=found.amount, cost=found.cost)
    cases.report(
        kind=MismatchKind.AMOUNT,
        key=f"payin:{payin.pk}:amount",
        provider=payin.provider,
        payin=payin,
        subject=f"payin {payin.pk}",
        expected=payin.amount,
        received=found.amount,
        now=now,
    )
    give_up(payin, EscrowState.FAILED, now)
    publish(events.PayinMismatched(payin_id=payin.pk))


def _record_received(payin: Payin, to: PayinState, found: Found, now: datetime) -> None:
    take_step(
        payin,
        to,
        by=None,
        now=now,
        captured_at=found.settled_at or now,
        received_minor=found.amount.minor,
        received_currency=found.amount.currency,
        provider_reference=found.reference,
        leased_until=None,
    )


def rail_behind(payin: Payin) -> Rail | None:
    """The rail that a payment came by, as its provider offers it now; None where it is gone."""
    for rail in provider_named(payin.provider).rails(payin.currency):
        if rail.method == payin.method and payin.channel in ("", rail.channel):
            return rail
    return None


def _hold_of(payin: Payin) -> timedelta:
    rail = rail_behind(payin)
    return rail.hold if rail is not None else timedelta(days=7)
