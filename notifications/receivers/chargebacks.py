"""News of payments that a bank took back, in plain words for both sides."""

from typing import Any

from core.events import on
from core.money import Money
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers
from payments.events import ChargebackDueSoon, ChargebackLost, ChargebackOpened, ChargebackWon
from payments.models import Chargeback
from payments.selectors import debts_of
from projects.selectors import milestone_of


@on(ChargebackOpened)
def tell_of_chargeback(event: ChargebackOpened) -> None:
    """Both sides, and those who can answer the bank."""
    _tell_both("chargeback_opened", event.chargeback_id)
    chargeback = Chargeback.objects.select_related("payin__escrow").get(pk=event.chargeback_id)
    tell(
        "chargeback_to_answer",
        bookkeepers(),
        about=f"chargeback:{chargeback.pk}",
        what=chargeback.payin.escrow.description,
        amount=chargeback.amount,
    )


@on(ChargebackWon)
def tell_of_win(event: ChargebackWon) -> None:
    """Nobody heard of one that was decided before any money moved."""
    if Chargeback.objects.filter(pk=event.chargeback_id, taken_at__isnull=False).exists():
        _tell_both("chargeback_won", event.chargeback_id)


@on(ChargebackLost)
def tell_of_loss(event: ChargebackLost) -> None:
    """Decided by the bank, or because we did not contest it."""
    accepted = Chargeback.objects.filter(pk=event.chargeback_id, conceded_at__isnull=False)
    kind = "chargeback_accepted" if accepted.exists() else "chargeback_lost"
    _tell_both(kind, event.chargeback_id)


@on(ChargebackDueSoon)
def tell_of_deadline(event: ChargebackDueSoon) -> None:
    """Those who can answer the bank, and have not."""
    chargeback = Chargeback.objects.select_related("payin__escrow").get(pk=event.chargeback_id)
    tell(
        "chargeback_due_soon",
        bookkeepers(),
        about=f"chargeback:{chargeback.pk}:{chargeback.reminded_hours}",
        page_arg=chargeback.pk,
        what=chargeback.payin.escrow.description,
        amount=chargeback.amount,
        until=chargeback.evidence_due_at,
        hours=chargeback.reminded_hours,
    )


def _tell_both(kind: str, chargeback_id: int) -> None:
    """The payer on the payment; the payee on the step it was for, or on what it cost them."""
    chargeback = Chargeback.objects.select_related("payin__escrow").get(pk=chargeback_id)
    payin, escrow = chargeback.payin, chargeback.payin.escrow
    about, what, amount = f"chargeback:{chargeback.pk}", escrow.description, chargeback.amount
    tell(
        f"{kind}_payer", [payin.payer_id], about=about, page_arg=payin.pk, what=what, amount=amount
    )
    step = milestone_of(escrow.pk) if chargeback.was_all_held else None
    payee, page_arg = (f"{kind}_payee_held", step.pk) if step else (f"{kind}_payee", "")
    more: dict[str, Any] = {}
    owed = _still_owed(chargeback) if payee == "chargeback_won_payee" else None
    if owed is not None:
        payee, more = f"{payee}_owing", {"owed": owed}
    tell(payee, [escrow.payee_id], about=about, page_arg=page_arg, what=what, amount=amount, **more)


def _still_owed(chargeback: Chargeback) -> Money | None:
    """What the payee owes for other payments in this currency, if anything (1 query)."""
    debts = debts_of(chargeback.payin.escrow.payee).filter(currency=chargeback.currency)
    minor = sum(debt.outstanding.minor for debt in debts)
    return Money(minor, chargeback.currency) if minor else None
