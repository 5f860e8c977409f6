"""How chargebacks end, and what becomes of an escrow once no bank has a word in it any more.

Several chargebacks may have taken of one escrow, and a case may keep it frozen until a person has
looked: only the last of them lets it move again. Everything works on rows that are locked.
"""

from datetime import datetime

from core.events import publish
from core.money import Money
from payments import events, fees
from payments.models import Account, Chargeback, Debt, Escrow
from payments.services import debts, decisions, refunds
from payments.services import postings_chargebacks as postings
from payments.services.settling import settle
from payments.services.steps import take_step
from payments.states import AccountKind, ChargebackState, EscrowState
from payments.taken_back import is_kept_by_bank

BANK = "chargeback"  # why an escrow is frozen; nobody is named beside it
_CAN_BE_FROZEN = frozenset({EscrowState.HELD, EscrowState.PARTLY_RELEASED, EscrowState.PARTLY_PAID})


def freeze(escrow: Escrow, *, now: datetime, **moved: int) -> None:
    """Nothing of it moves until the bank has decided, or a person has looked.

    `moved` names what is written with it: the amounts, where the bank took some.
    """
    if escrow.state in _CAN_BE_FROZEN:
        to = EscrowState.FROZEN
        take_step(escrow, to, by=None, now=now, reason=BANK, frozen_reason=BANK, **moved)
        publish(events.EscrowFrozen(escrow_id=escrow.pk))
    elif moved:
        for name, minor in moved.items():
            setattr(escrow, name, minor)
        escrow.save(update_fields=list(moved))


def win_untaken(chargeback: Chargeback, *, now: datetime) -> None:
    """Decided for us before money moved, or before we heard: at most the fee is gone."""
    if chargeback.state == ChargebackState.WON:
        return
    take_step(chargeback, ChargebackState.WON, by=None, now=now, settled_at=now)
    if chargeback.provider_fee:
        postings.fee_only(chargeback)
    publish(events.ChargebackWon(chargeback_id=chargeback.pk))


def lose(chargeback: Chargeback, escrow: Escrow, *, now: datetime) -> None:
    """The bank keeps it."""
    take_step(chargeback, ChargebackState.LOST, by=None, now=now, settled_at=now)
    publish(events.ChargebackLost(chargeback_id=chargeback.pk))  # before what follows from it
    if chargeback.from_escrow_minor:
        let_move(escrow, now=now)


def win(chargeback: Chargeback, escrow: Escrow, *, now: datetime) -> None:
    """Everything goes back where it was; to the payer, where the escrow was closed meanwhile."""
    _lock_available(escrow)
    debt = (
        Debt.objects.select_for_update(of=("self",), no_key=True)
        .filter(chargeback=chargeback)
        .first()
    )
    take_step(chargeback, ChargebackState.WON, by=None, now=now, settled_at=now)
    if escrow.state == EscrowState.FROZEN:
        postings.won(chargeback, debt=debt, refunded=[])
    else:
        _send_back(chargeback, escrow, debt, now)
    if debt is not None:
        debts.cancel(debt, now=now)
    debts.repay(
        user_id=escrow.payee_id, currency=chargeback.currency, now=now
    )  # another debt takes from what came back
    if chargeback.from_escrow_minor and escrow.state == EscrowState.FROZEN:
        escrow.held_minor += chargeback.from_escrow_minor
        escrow.charged_back_minor -= chargeback.from_escrow_minor
        escrow.save(update_fields=["held_minor", "charged_back_minor"])
        let_move(escrow, now=now)
    publish(events.ChargebackWon(chargeback_id=chargeback.pk))


def let_move(escrow: Escrow, *, now: datetime) -> None:
    """Once nothing of a bank keeps it: hold it again, give a mere part back, or reverse it.

    A disagreement of the two keeps it frozen. A part of which a bank has kept some can never
    become the price, so that the rest of it is the payer's.
    """
    if escrow.state != EscrowState.FROZEN or is_kept_by_bank(escrow):
        return
    if not escrow.held_minor:
        to = EscrowState.REVERSED
        take_step(escrow, to, by=None, now=now, reason=BANK, closed_at=now)
        decisions.drop(now=now, escrow=escrow)
        publish(events.EscrowReversed(escrow_id=escrow.pk))
    elif escrow.missing and escrow.charged_back_minor:
        nothing = fees.split(Money(0, escrow.currency), escrow.fee_terms)
        reason = "bank_took_part"
        settle(escrow, EscrowState.REFUNDED, earned=nothing, by=None, now=now, reason=reason)
        publish(events.EscrowGivenBack(escrow_id=escrow.pk))
    elif _is_frozen_by_bank(escrow):
        to = escrow.state_unfrozen
        take_step(escrow, to, by=None, now=now, reason=BANK, frozen_reason="")
        publish(events.EscrowUnfrozen(escrow_id=escrow.pk))


def _is_frozen_by_bank(escrow: Escrow) -> bool:
    """Whether nobody froze it: the two who disagree are named in its history."""
    frozen = escrow.changes.filter(to_state=EscrowState.FROZEN).order_by("-pk").first()
    return frozen is not None and frozen.actor_id is None and frozen.reason == BANK


def _send_back(chargeback: Chargeback, escrow: Escrow, debt: Debt | None, now: datetime) -> None:
    """The escrow is closed: what the bank gave back of it goes on to the payer."""
    amount = chargeback.money(chargeback.from_escrow_minor)
    parts = refunds.divided(escrow, amount) if amount else []
    posted = postings.won(chargeback, debt=debt, refunded=parts)
    if not amount:
        return
    escrow.charged_back_minor -= amount.minor
    escrow.refunded_minor += amount.minor
    escrow.save(update_fields=["charged_back_minor", "refunded_minor"])
    for payin, part in parts:
        refunds.ask(
            payin=payin,
            escrow=escrow,
            amount=part,
            asked_in=posted.transfer_id,
            by=None,
            now=now,
            reason="bank_gave_back",
        )


def _lock_available(escrow: Escrow) -> None:
    """Accounts before debts, as a repayment locks them."""
    list(
        Account.objects.select_for_update(of=("self",), no_key=True).filter(
            kind=AccountKind.AVAILABLE, user=escrow.payee_id, currency=escrow.currency
        )
    )
