"""Chargebacks: the payer's bank takes a payment back, and decides later who was right.

The provider's present answer counts, never the order of its notifications.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.events import publish
from core.money import Money, smallest_step
from payments import events
from payments.models import Chargeback, Escrow, Payin
from payments.providers.base import Unknown
from payments.providers.chargebacks import FoundChargeback
from payments.services import cases, chargeback_ends, covering, debts, decisions, payins
from payments.services import postings_chargebacks as postings
from payments.services.registry import chargebacks_at
from payments.services.steps import locked, remember, take_step
from payments.states import ChargebackState, MismatchKind, MismatchState

_BEFORE_MONEY = frozenset({ChargebackState.INQUIRY})


def look_up(*, provider: str, reference: str, now: datetime) -> bool:
    """Ask how a chargeback stands and write it down; False if the provider does not know it.

    Not to be called inside a transaction. Raises Unknown where the provider gives no clear answer.
    """
    adapter = chargebacks_at(provider)
    found = adapter.fetch_chargeback(reference) if adapter else None
    if found is None:
        return False
    _book_payment(_payin_of(provider, found), now)
    apply(provider=provider, found=found, now=now)
    return True


def _book_payment(payin: Payin | None, now: datetime) -> None:
    """Money is booked before it is taken back: its news may come later, or was lost.

    Raises Unknown while the provider does not say that it was paid.
    """
    if payin is None or payin.is_received:
        return
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    if not payin.is_received:
        raise Unknown("charged back and not paid")


@transaction.atomic
def apply(*, provider: str, found: FoundChargeback, now: datetime) -> Chargeback | None:
    """Write what the provider says about a chargeback, if it moves forward; safe to repeat.

    None, and a case, for a payment that we do not know, or for what the book cannot take.
    """
    payin = _payin_of(provider, found)
    if payin is None:
        _report(MismatchKind.UNKNOWN, provider, None, found.reference, found.amount, now)
        return None
    publish(events.EscrowMoving(escrow_id=payin.escrow_id))
    escrow = locked(payin.escrow)
    if not _fits(payin, found.amount):
        _stop(payin, escrow, found, now)
        return None
    chargeback = _known(provider, found, payin, now)
    chargeback.payin.escrow = escrow
    is_other = chargeback.taken_at is not None and chargeback.amount != found.amount
    if is_other and _stop(payin, escrow, found, now):
        return chargeback
    if found.fee.currency != found.amount.currency:
        _report(MismatchKind.RESULT, provider, payin, found.reference, found.fee, now)
    _follow(chargeback, ChargebackState(found.status), escrow, now)
    if not chargeback.can_be_answered:
        decisions.drop(now=now, chargeback=chargeback)
    return chargeback


def _fits(payin: Payin, amount: Money) -> bool:
    """In the currency that was paid, above zero and whole."""
    is_whole = amount.minor > 0 and not amount.minor % smallest_step(amount.currency)
    return amount.currency == payin.currency and is_whole


def _payin_of(provider: str, found: FoundChargeback) -> Payin | None:
    rows = Payin.objects.select_related("escrow").filter(provider=provider)
    if found.payment_key:
        return rows.filter(key=found.payment_key).first()
    if not found.payment_reference:
        return None
    return rows.filter(provider_reference=found.payment_reference).first()


def _known(provider: str, found: FoundChargeback, payin: Payin, now: datetime) -> Chargeback:
    """The row of this chargeback; a new one starts as an inquiry, before any money moved."""
    chargeback, is_new = Chargeback.objects.select_related("payin").get_or_create(
        provider=provider,
        reference=found.reference,
        defaults={
            "payin": payin,
            "currency": found.amount.currency,
            "state": ChargebackState.INQUIRY,
            "evidence_due_at": found.evidence_due_at,
            "opened_at": found.opened_at,
            **_facts_of(found),
        },
    )
    if is_new:
        remember(chargeback, kind="opened", by=None, now=now)
    chargeback = locked(chargeback)
    if chargeback.is_live:
        _renew(chargeback, found)
    return chargeback


def _facts_of(found: FoundChargeback) -> dict[str, Any]:
    """What may be another thing when the bank goes on from its question to the money."""
    is_same = found.fee.currency == found.amount.currency
    return {
        "amount_minor": found.amount.minor,
        "provider_fee_minor": found.fee.minor if is_same else 0,
        "reason": found.reason[:60],
    }


def _renew(chargeback: Chargeback, found: FoundChargeback) -> None:
    """The bank's deadline counts as it is now; the rest as it was when the money was taken."""
    facts = _facts_of(found) if chargeback.taken_at is None else {}
    if found.evidence_due_at not in {None, chargeback.evidence_due_at}:
        facts |= {"evidence_due_at": found.evidence_due_at, "reminded_hours": None}
    for name, value in facts.items():
        setattr(chargeback, name, value)
    chargeback.save(update_fields=list(facts))


def _stop(payin: Payin, escrow: Escrow, found: FoundChargeback, now: datetime) -> bool:
    """What the bank says now cannot be booked: a person looks, and until then nothing moves.

    False where somebody has closed the case about this very amount.
    """
    amount = found.amount
    case = cases.report_frozen(
        key=f"{payin.provider}:chargeback:{amount.minor}{amount.currency}:{found.reference}"[:120],
        payin=payin,
        subject=f"chargeback {found.reference}",
        received=amount,
        now=now,
    )
    if case.state != MismatchState.OPEN:
        return False
    chargeback_ends.freeze(escrow, now=now)
    return True


def _follow(chargeback: Chargeback, to: ChargebackState, escrow: Escrow, now: datetime) -> None:
    """Take it where the bank has it now: before the money moves, as it does, and afterwards."""
    if chargeback.taken_at is None and to == ChargebackState.WON:
        chargeback_ends.win_untaken(chargeback, now=now)
        return
    if chargeback.taken_at is None and chargeback.is_live and to not in _BEFORE_MONEY:
        _take(chargeback, escrow, now)
    if to not in chargeback.moves[chargeback.state]:
        return
    if to == ChargebackState.WON:
        chargeback_ends.win(chargeback, escrow, now=now)
    elif to == ChargebackState.LOST:
        chargeback_ends.lose(chargeback, escrow, now=now)
    else:
        take_step(chargeback, to, by=None, now=now)


def _take(chargeback: Chargeback, escrow: Escrow, now: datetime) -> None:
    """The provider took the money: cover it, freeze what the escrow has left, post it."""
    covering.cover(chargeback, escrow)
    chargeback.taken_at = now
    if minor := chargeback.from_escrow_minor:
        chargeback_ends.freeze(
            escrow,
            now=now,
            held_minor=escrow.held_minor - minor,
            charged_back_minor=escrow.charged_back_minor + minor,
        )
    chargeback.save()
    postings.taken(chargeback)
    debts.open_debt(chargeback=chargeback, now=now)
    if chargeback.borne_minor:
        borne = chargeback.money(chargeback.borne_minor)
        payin, name = chargeback.payin, chargeback.reference
        _report(MismatchKind.DOUBLE_LOSS, chargeback.provider, payin, name, borne, now)
    publish(events.ChargebackOpened(chargeback_id=chargeback.pk))


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
