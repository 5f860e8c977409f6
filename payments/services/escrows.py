"""Escrows: opened by the work above, paid by a payin, settled once.

All amounts are minor units of the escrow's currency. Every function may be called twice.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from payments import events, fees
from payments.fees import FeeTerms, Shares
from payments.models import Earning, Escrow
from payments.policies import can_cancel, can_give_back, can_refund, can_release, can_settle
from payments.services.settling import settle, settle_part
from payments.services.steps import locked, take_step
from payments.states import CHARGEBACK_LIVE, EscrowState
from payments.taken_back import has_freezing_case


class EscrowIsFrozen(WrongState):
    """A dispute or a chargeback keeps the money where it is."""

    code = "escrow_frozen"


@transaction.atomic
def open_escrow(  # noqa: PLR0913 -- one word for each fact that is frozen
    *,
    payer: User,
    payee: User,
    amount: Money,
    fee_terms: FeeTerms,
    description: str,
    reference: str,
    by: User | None,
    now: datetime,
) -> Escrow:
    """Make a place for money that is to be paid; the same reference answers with the same escrow.

    Raises InvalidInput for an amount that is not above zero or not whole, or for one person twice.
    """
    _check_amount(amount)
    if payer.pk == payee.pk:
        raise InvalidInput(_("You cannot pay yourself."))
    shares = fees.split(amount, fee_terms)
    escrow, is_new = Escrow.objects.get_or_create(
        reference=reference,
        defaults={
            "payer": payer,
            "payee": payee,
            "currency": amount.currency,
            "amount_minor": amount.minor,
            "client_fee_minor": shares.client_fee.minor,
            "client_ppn_minor": shares.client_ppn.minor,
            "freelancer_bps": fee_terms.freelancer_bps,
            "client_bps": fee_terms.client_bps,
            "ppn_bps": fee_terms.ppn_bps,
            "pph22_bps": fee_terms.pph22_bps,
            "policy_id": fee_terms.policy_version,
            "description": description[:200],
            "created_at": now,
        },
    )
    if is_new:
        escrow.changes.create(
            actor=by, kind="opened", to_state=EscrowState.CREATED, happened_at=now
        )
    elif (escrow.payer_id, escrow.payee_id, escrow.amount) != (payer.pk, payee.pk, amount):
        raise WrongState(_("An escrow with other terms exists already."))
    return escrow


@transaction.atomic
def release(*, escrow: Escrow, by: User | None, now: datetime) -> Escrow:
    """Give all that is held to the payee, less the fee.

    Raises EscrowIsFrozen, or WrongState where nothing is held.
    """
    escrow = locked(escrow)
    require(can_release, by, escrow)
    if escrow.state == EscrowState.RELEASED:
        return escrow
    release_locked(escrow, by=by, now=now)
    publish(events.EscrowReleased(escrow_id=escrow.pk))
    return escrow


def release_locked(escrow: Escrow, *, by: User | None, now: datetime) -> None:
    """The same for the work above, which has locked the row and takes the outcome over itself.

    Part of the caller's transaction; EscrowReleased is not told.
    """
    require(can_release, by, escrow)
    _require_complete(escrow)
    settle(escrow, EscrowState.RELEASED, earned=escrow.shares, by=by, now=now, reason="")


@transaction.atomic
def release_part(
    *, escrow: Escrow, amount: Money, by: User | None, idempotency_key: str, now: datetime
) -> Earning:
    """Give a part of the price to the payee now, less its fee; the rest stays held.

    `amount` is before the fee. The same key answers with the same earning. Raises InvalidInput
    for a part that is not above zero, or that leaves nothing: that is a release; EscrowIsFrozen,
    or WrongState where nothing is held.
    """
    escrow = locked(escrow)
    require(can_release, by, escrow)
    _check_amount(amount)
    known = escrow.earnings.filter(request_key=idempotency_key).first() if idempotency_key else None
    if known is not None:
        if known.gross != amount:
            raise InvalidInput(_("This key was used for another amount."))
        return known
    _require_complete(escrow)
    if amount.currency != escrow.currency or not amount < escrow.divisible:
        raise InvalidInput(
            _("A part is less than what is in escrow. To release all of it, approve the work.")
        )
    earned = escrow.shares_of(amount)
    if not earned.net:
        raise InvalidInput(_("This part is too small: the fee would take all of it."))
    earning = settle_part(escrow, earned=earned, request_key=idempotency_key, by=by, now=now)
    publish(events.EscrowPartlyReleased(escrow_id=escrow.pk, earning_id=earning.pk))
    return earning


@transaction.atomic
def refund(*, escrow: Escrow, by: User | None, now: datetime, reason: str) -> Escrow:
    """Send all the held money back to the payer, the payer's fee included.

    Where a part was released before, the escrow was split in the end. Raises EscrowIsFrozen, or
    WrongState where nothing is held.
    """
    escrow = locked(escrow)
    require(can_refund, by, escrow)
    if escrow.state == EscrowState.REFUNDED:
        return escrow
    _require_complete(escrow)
    to = EscrowState.SPLIT if escrow.earned_minor else EscrowState.REFUNDED
    settle(escrow, to, earned=_nothing(escrow), by=by, now=now, reason=reason)
    if to == EscrowState.SPLIT:
        publish(events.EscrowSplit(escrow_id=escrow.pk))
    else:
        publish(events.EscrowRefunded(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def split(
    *, escrow: Escrow, to_payee: Money, by: User | None, now: datetime, reason: str
) -> Escrow:
    """Divide what is held: `to_payee` before the fee, the rest back to the payer.

    Raises InvalidInput for a part outside of the escrow, EscrowIsFrozen, or WrongState.
    """
    escrow = locked(escrow)
    require(can_settle, by, escrow)
    if escrow.state == EscrowState.SPLIT:
        return escrow
    _check_amount(to_payee)
    if to_payee.currency != escrow.currency or not to_payee < escrow.divisible:
        raise InvalidInput(_("Both parts of a split must be above zero."))
    earned = escrow.shares_of(to_payee)
    _require_complete(escrow)
    settle(escrow, EscrowState.SPLIT, earned=earned, by=by, now=now, reason=reason)
    publish(events.EscrowSplit(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def freeze(*, escrow: Escrow, by: User | None, now: datetime, reason: str) -> Escrow:
    """Keep the held money where it is until `unfreeze`."""
    escrow = locked(escrow)
    require(can_settle, by, escrow)
    if escrow.is_partly_paid:
        raise WrongState(_("This has not been paid in full yet."))
    if escrow.state != EscrowState.FROZEN:
        note = reason[:200]
        take_step(escrow, EscrowState.FROZEN, by=by, now=now, reason=reason, frozen_reason=note)
        publish(events.EscrowFrozen(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def unfreeze(*, escrow: Escrow, by: User | None, now: datetime, reason: str = "") -> Escrow:
    """Let the held money move again."""
    escrow = locked(escrow)
    require(can_settle, by, escrow)
    if escrow.state == EscrowState.FROZEN:
        is_asked_about = escrow.payins.filter(chargebacks__state__in=CHARGEBACK_LIVE).exists()
        if is_asked_about or has_freezing_case(escrow):
            raise EscrowIsFrozen(_("The payer’s bank is looking at this payment. Please wait."))
        to = escrow.state_unfrozen
        take_step(escrow, to, by=by, now=now, reason=reason, frozen_reason="")
        publish(events.EscrowUnfrozen(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def cancel(*, escrow: Escrow, by: User | None, now: datetime) -> Escrow:
    """Close an escrow that was not paid in full; what came of it, or comes later, goes back.

    What a bank has of it goes back too, where the bank gives it back. Raises WrongState once it is
    paid.
    """
    escrow = locked(escrow)
    require(can_cancel, by, escrow)
    if escrow.state == EscrowState.CANCELLED:
        return escrow
    if escrow.is_funded:
        raise WrongState(_("This is no longer possible."))
    to, nothing = EscrowState.CANCELLED, _nothing(escrow)
    if escrow.held_minor:
        settle(escrow, to, earned=nothing, by=by, now=now, reason="incomplete")
    else:
        take_step(escrow, to, by=by, now=now, closed_at=now)
    publish(events.EscrowCancelled(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def give_back(*, escrow: Escrow, by: User | None, now: datetime) -> Escrow:
    """Send back what was paid of an escrow that is not complete, and close it.

    Raises NotAllowed, or WrongState where no part of a payment waits for the rest.
    """
    publish(events.EscrowMoving(escrow_id=escrow.pk))
    escrow = locked(escrow)
    require(can_give_back, by, escrow)
    if escrow.state == EscrowState.REFUNDED and escrow.missing:
        return escrow
    if not escrow.is_partly_paid:
        raise WrongState(_("There is no part of a payment here that could go back."))
    nothing = _nothing(escrow)
    settle(escrow, EscrowState.REFUNDED, earned=nothing, by=by, now=now, reason="incomplete")
    publish(events.EscrowGivenBack(escrow_id=escrow.pk))
    return escrow


@transaction.atomic
def watch_holding_time(*, escrow: Escrow, now: datetime, must_decide: bool) -> None:
    """Say that money rests for long: warned at day 60, to be decided at day 75."""
    escrow = locked(escrow)
    column = "pressed_at" if must_decide else "warned_at"
    if not escrow.is_funded or getattr(escrow, column) is not None:
        return
    setattr(escrow, column, now)
    escrow.save(update_fields=[column])
    if must_decide:
        publish(events.EscrowMustBeDecided(escrow_id=escrow.pk))
    else:
        publish(events.EscrowHeldLong(escrow_id=escrow.pk))


def _require_complete(escrow: Escrow) -> None:
    """Raise what stands in the way of dividing the money."""
    if escrow.state == EscrowState.FROZEN:
        raise EscrowIsFrozen(_("The money is frozen until the disagreement is settled."))
    if escrow.is_unpaid:
        raise WrongState(_("This has not been paid yet."))
    if escrow.is_partly_paid:
        raise WrongState(_("This has not been paid in full yet."))


def _nothing(escrow: Escrow) -> Shares:
    return fees.split(Money(0, escrow.currency), escrow.fee_terms)


def _check_amount(amount: Money) -> None:
    if amount.minor <= 0:
        raise InvalidInput(_("The amount must be above zero."))
    if amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Use whole amounts, without decimals."))
