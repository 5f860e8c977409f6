"""Chargebacks: the payer's bank takes a payment back, and decides later who was right.

The provider's present answer counts, never the order of its notifications.
"""

from datetime import datetime

from django.db import transaction

from core.events import publish
from core.money import Money
from payments import events
from payments.models import Account, Chargeback, Debt, Escrow, Payin
from payments.providers.chargebacks import FoundChargeback
from payments.services import cases, covering, debts, decisions
from payments.services import postings_chargebacks as postings
from payments.services.registry import chargebacks_at
from payments.services.steps import locked, remember, take_step
from payments.states import (
    AccountKind,
    ChargebackState,
    EscrowState,
    MismatchKind,
)

_BEFORE_MONEY = frozenset({ChargebackState.INQUIRY})


def look_up(*, provider: str, reference: str, now: datetime) -> bool:
    """Ask how a chargeback stands and write it down; False if the provider does not know it.

    Raises Unknown where the provider gives no clear answer.
    """
    adapter = chargebacks_at(provider)
    found = adapter.fetch_chargeback(reference) if adapter else None
    if found is None:
        return False
    apply(provider=provider, found=found, now=now)
    return True


@transaction.atomic
def apply(*, provider: str, found: FoundChargeback, now: datetime) -> Chargeback | None:
    """Write what the provider says about a chargeback, if it moves forward; safe to repeat.

    None, and a case, for a payment that we do not know.
    """
    payin = _payin_of(provider, found)
    if payin is None:
        _report(MismatchKind.UNKNOWN, provider, None, found.reference, found.amount, now)
        return None
    publish(events.EscrowMoving(escrow_id=payin.escrow_id))
    escrow = locked(payin.escrow)
    chargeback = _known(provider, found, payin, now)
    if chargeback.amount != found.amount:
        _report(MismatchKind.RESULT, provider, payin, found.reference, found.amount, now)
        return chargeback
    chargeback.payin.escrow = escrow
    to = ChargebackState(found.status)
    if chargeback.taken_at is None and to == ChargebackState.WON:
        _win_untaken(chargeback, now)
    else:
        if chargeback.taken_at is None and to not in _BEFORE_MONEY:
            _take(chargeback, escrow, now)
        _move(chargeback, to, escrow, now)
    if not chargeback.can_be_answered:
        decisions.drop(now=now, chargeback=chargeback)
    return chargeback


def _payin_of(provider: str, found: FoundChargeback) -> Payin | None:
    payins = Payin.objects.select_related("escrow").filter(provider=provider)
    if found.payment_key:
        return payins.filter(key=found.payment_key).first()
    if not found.payment_reference:
        return None
    return payins.filter(provider_reference=found.payment_reference).first()


def _known(provider: str, found: FoundChargeback, payin: Payin, now: datetime) -> Chargeback:
    """The row of this chargeback; a new one starts as an inquiry, before any money moved."""
    chargeback, is_new = Chargeback.objects.select_related("payin").get_or_create(
        provider=provider,
        reference=found.reference,
        defaults={
            "payin": payin,
            "currency": found.amount.currency,
            "amount_minor": found.amount.minor,
            "provider_fee_minor": found.fee.minor,
            "reason": found.reason[:60],
            "state": ChargebackState.INQUIRY,
            "evidence_due_at": found.evidence_due_at,
            "opened_at": found.opened_at,
        },
    )
    if is_new:
        remember(chargeback, kind="opened", by=None, now=now)
    return locked(chargeback)


def _take(chargeback: Chargeback, escrow: Escrow, now: datetime) -> None:
    """The provider took the money: cover it, freeze what the escrow has left, post it."""
    covering.cover(chargeback, escrow)
    chargeback.taken_at = now
    if chargeback.from_escrow_minor:
        chargeback.is_freezing = escrow.state != EscrowState.FROZEN
        _empty(escrow, chargeback.from_escrow_minor, now)
    chargeback.save()
    postings.taken(chargeback)
    debts.open_debt(chargeback=chargeback, now=now)
    if chargeback.borne_minor:
        borne = chargeback.money(chargeback.borne_minor)
        payin, name = chargeback.payin, chargeback.reference
        _report(MismatchKind.DOUBLE_LOSS, chargeback.provider, payin, name, borne, now)
    publish(events.ChargebackOpened(chargeback_id=chargeback.pk))


def _empty(escrow: Escrow, minor: int, now: datetime) -> None:
    """Out of what is held, into what a bank took; frozen until the bank has decided."""
    moved = {
        "held_minor": escrow.held_minor - minor,
        "charged_back_minor": escrow.charged_back_minor + minor,
    }
    if escrow.state == EscrowState.FROZEN:
        for name, value in moved.items():
            setattr(escrow, name, value)
        escrow.save(update_fields=list(moved))
        return
    take_step(
        escrow,
        EscrowState.FROZEN,
        by=None,
        now=now,
        reason="chargeback",
        frozen_reason="chargeback",
        **moved,
    )
    publish(events.EscrowFrozen(escrow_id=escrow.pk))


def _win_untaken(chargeback: Chargeback, now: datetime) -> None:
    """Decided for us before money moved, or before we heard: at most the fee is gone."""
    if chargeback.state == ChargebackState.WON:
        return
    take_step(chargeback, ChargebackState.WON, by=None, now=now, settled_at=now)
    if chargeback.provider_fee:
        postings.fee_only(chargeback)
    publish(events.ChargebackWon(chargeback_id=chargeback.pk))


def _move(chargeback: Chargeback, to: ChargebackState, escrow: Escrow, now: datetime) -> None:
    if to not in chargeback.moves[chargeback.state]:
        return
    if to == ChargebackState.WON:
        _win(chargeback, escrow, now)
    elif to == ChargebackState.LOST:
        take_step(chargeback, to, by=None, now=now, settled_at=now)
        publish(events.ChargebackLost(chargeback_id=chargeback.pk))  # before what follows from it
        _close(chargeback, escrow, now)
    else:
        take_step(chargeback, to, by=None, now=now)


def _win(chargeback: Chargeback, escrow: Escrow, now: datetime) -> None:
    """Everything goes back where it was."""
    _lock_available(escrow)
    debt = (
        Debt.objects.select_for_update(of=("self",), no_key=True)
        .filter(chargeback=chargeback)
        .first()
    )
    take_step(chargeback, ChargebackState.WON, by=None, now=now, settled_at=now)
    postings.won(chargeback, debt=debt)
    if debt is not None:
        debts.cancel(debt, now=now)
    # another debt takes from what came back
    debts.repay(user_id=escrow.payee_id, currency=chargeback.currency, now=now)
    if chargeback.from_escrow_minor:
        escrow.held_minor += chargeback.from_escrow_minor
        escrow.charged_back_minor -= chargeback.from_escrow_minor
        escrow.save(update_fields=["held_minor", "charged_back_minor"])
        _thaw(chargeback, escrow, now)
    publish(events.ChargebackWon(chargeback_id=chargeback.pk))


def _lock_available(escrow: Escrow) -> None:
    """Accounts before debts, as a repayment locks them."""
    list(
        Account.objects.select_for_update(of=("self",), no_key=True).filter(
            kind=AccountKind.AVAILABLE, user=escrow.payee_id, currency=escrow.currency
        )
    )


def _close(chargeback: Chargeback, escrow: Escrow, now: datetime) -> None:
    """Lost: an escrow that is empty now is reversed, one that still holds a part goes on."""
    if not chargeback.from_escrow_minor:
        return
    if escrow.held_minor:
        _thaw(chargeback, escrow, now)
        return
    take_step(escrow, EscrowState.REVERSED, by=None, now=now, reason="chargeback", closed_at=now)
    publish(events.EscrowReversed(escrow_id=escrow.pk))


def _thaw(chargeback: Chargeback, escrow: Escrow, now: datetime) -> None:
    """Hold it again, unless a disagreement of the two or another chargeback keeps it frozen."""
    if chargeback.is_freezing and escrow.state == EscrowState.FROZEN:
        to = escrow.state_unfrozen
        take_step(escrow, to, by=None, now=now, reason="chargeback", frozen_reason="")
        publish(events.EscrowUnfrozen(escrow_id=escrow.pk))


def _report(
    kind: MismatchKind,
    provider: str,
    payin: Payin | None,
    reference: str,
    amount: Money,
    now: datetime,
) -> None:
    cases.report(
        kind=kind,
        key=f"{provider}:chargeback:{reference}:{kind}"[:120],
        provider=provider,
        payin=payin,
        subject=f"chargeback {reference}",
        expected=None,
        received=amount,
        now=now,
    )
