"""Chargebacks: the bank takes the money at once, waits for the shop's answer, and decides."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import notices
from sandbox.services.bank import Declined
from sandbox.states import ChargebackState, PaymentState

FEE = 150_000  # whole rupiah; about what card networks charge a shop for one
DAYS_TO_ANSWER = 7
_PREFIX = "SBC"


@transaction.atomic
def open_chargeback(
    *,
    payment: SandboxPayment,
    now: datetime,
    amount: int | None = None,
    reason: str = "product_not_received",
) -> SandboxChargeback | None:
    """The cardholder wants a part or all back, in the bank's units; one at a time, paid ones only.

    Without an amount it is all of the payment. None where there is nothing to dispute.
    """
    payment = SandboxPayment.objects.select_for_update().get(pk=payment.pk)
    live = payment.chargebacks.filter(settled_at__isnull=True).first()
    if live is not None:
        return live
    if payment.state != PaymentState.PAID or not payment.paid_amount:
        return None
    answer_by = now + timedelta(seconds=settings.SANDBOX_DAY_SECONDS * DAYS_TO_ANSWER)
    chargeback = payment.chargebacks.create(
        amount=min(amount or payment.paid_amount, payment.paid_amount),
        fee=FEE if payment.currency == "IDR" else 1500,
        reason=reason,
        created_at=now,
        answer_by=answer_by,
        due_at=answer_by,
    )
    _tell(chargeback, "opened", now)
    return chargeback


@transaction.atomic
def take_evidence(*, reference: str, evidence: dict[str, Any], now: datetime) -> SandboxChargeback:
    """The shop's answer, once; the same again is the same. Raises Declined when it is too late."""
    known = named(reference)
    if known is None:
        raise Declined("unknown_chargeback")
    chargeback = _locked(known)
    if chargeback.state == ChargebackState.UNDER_REVIEW and chargeback.evidence == evidence:
        return chargeback
    if chargeback.state != ChargebackState.NEEDS_RESPONSE or chargeback.answer_by <= now:
        raise Declined("too_late")
    chargeback.state, chargeback.evidence = ChargebackState.UNDER_REVIEW, evidence
    chargeback.due_at = None
    chargeback.save(update_fields=["state", "evidence", "due_at"])
    _tell(chargeback, "answered", now)
    return chargeback


@transaction.atomic
def give_in(*, reference: str, now: datetime) -> SandboxChargeback:
    """The shop does not contest it: lost at once. Raises Declined when the bank has an answer."""
    known = named(reference)
    if known is None:
        raise Declined("unknown_chargeback")
    chargeback = _locked(known)
    if chargeback.state == ChargebackState.LOST:
        return chargeback
    if chargeback.state != ChargebackState.NEEDS_RESPONSE:
        raise Declined("not_open")
    return decide(chargeback=chargeback, is_won=False, now=now)


@transaction.atomic
def decide(*, chargeback: SandboxChargeback, is_won: bool, now: datetime) -> SandboxChargeback:
    """The bank decides, for the shop (`is_won`) or for the cardholder; once."""
    chargeback = _locked(chargeback)
    if chargeback.settled_at is None:
        chargeback.state = ChargebackState.WON if is_won else ChargebackState.LOST
        chargeback.settled_at, chargeback.due_at = now, None
        chargeback.save(update_fields=["state", "settled_at", "due_at"])
        _tell(chargeback, str(chargeback.state), now)
    return chargeback


def decide_latest(*, payment: SandboxPayment, is_won: bool, now: datetime) -> None:
    """Decide about the chargeback of a payment that waits, if one does."""
    live = payment.chargebacks.filter(settled_at__isnull=True).first()
    if live is not None:
        decide(chargeback=live, is_won=is_won, now=now)


def named(reference: str) -> SandboxChargeback | None:
    """The chargeback of the bank's own reference."""
    digits = reference.removeprefix(_PREFIX)
    if not (reference.startswith(_PREFIX) and digits.isascii() and digits.isdigit()):
        return None
    return SandboxChargeback.objects.select_related("payment").filter(pk=int(digits)).first()


def _locked(chargeback: SandboxChargeback) -> SandboxChargeback:
    rows = SandboxChargeback.objects.select_related("payment").select_for_update(of=("self",))
    return rows.get(pk=chargeback.pk)


def _tell(chargeback: SandboxChargeback, what: str, now: datetime) -> None:
    notices.write(
        notify_url=chargeback.payment.notify_url,
        kind=f"chargeback.{what}",
        object_key=chargeback.reference,
        now=now,
        is_twice=chargeback.payment.is_told_twice,
    )
