"""What the bank does for a merchant, by key: the same key answers with the same object."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from sandbox.models import SandboxPayment, SandboxPayout, SandboxRefund
from sandbox.services import notices
from sandbox.states import Outcome, PaymentState, PayoutState, RefundState


class Declined(Exception):
    """The bank says no, with a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def account_holder(*, number: str) -> str | None:
    """Whose account it is: …1111 is Budi Santoso's, …2222 is not known, others it does not tell.

    Raises Declined("account_not_found").
    """
    if number.endswith("2222"):
        raise Declined("account_not_found")
    return "BUDI SANTOSO" if number.endswith("1111") else None


@transaction.atomic
def create_payment(
    *, key: str, now: datetime, expires_at: datetime, **asked: Any
) -> SandboxPayment:
    """Make a hosted page for a payment; raises Declined("key_reused") for other parameters."""
    payment, is_new = SandboxPayment.objects.get_or_create(
        key=key, defaults={**asked, "asked": asked, "created_at": now, "expires_at": expires_at}
    )
    if not is_new and payment.asked != asked:
        raise Declined("key_reused")
    return payment


@transaction.atomic
def create_payout(*, key: str, now: datetime, **asked: Any) -> SandboxPayout:
    """Take a payout; it settles some seconds later."""
    due_at = now + timedelta(seconds=settings.SANDBOX_PAYOUT_SECONDS)
    payout, is_new = SandboxPayout.objects.get_or_create(
        key=key, defaults={**asked, "asked": asked, "created_at": now, "due_at": due_at}
    )
    if not is_new and payout.asked != asked:
        raise Declined("key_reused")
    return payout


@transaction.atomic
def create_refund(*, payment_key: str, key: str, amount: int, now: datetime) -> SandboxRefund:
    """Give back a part of a payment, never more than was paid."""
    payment = SandboxPayment.objects.select_for_update().filter(key=payment_key).first()
    if payment is None or payment.state != PaymentState.PAID:
        raise Declined("not_paid")
    known = SandboxRefund.objects.filter(key=key).first()
    if known is not None:
        if (known.payment_id, known.amount) != (payment.pk, amount):
            raise Declined("key_reused")
        return known
    given = payment.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"]
    if amount <= 0 or (given or 0) + amount > (payment.paid_amount or 0):
        raise Declined("refund_too_large")
    due_at = now + timedelta(seconds=settings.SANDBOX_REFUND_SECONDS)
    return payment.refunds.create(key=key, amount=amount, created_at=now, due_at=due_at)


@transaction.atomic
def decide_payment(
    *,
    payment: SandboxPayment,
    outcome: str,
    delay_seconds: int,
    is_told_twice: bool,
    now: datetime,
    amount: int | None = None,
) -> SandboxPayment:
    """The payer has acted on the hosted page; the result comes now or some seconds later.

    Whoever transfers to a virtual account types the `amount`, and the bank takes what comes.
    """
    payment = SandboxPayment.objects.select_for_update().get(pk=payment.pk)
    if payment.expires_at <= now:
        return settle_payment(payment=payment, now=now)
    if payment.state == PaymentState.WAITING:
        payment.state = PaymentState.PROCESSING
        payment.outcome = Outcome(outcome)
        payment.is_told_twice = is_told_twice
        payment.due_at = now + timedelta(seconds=delay_seconds)
        payment.paid_amount = amount if payment.method == "va" else None
        payment.save(update_fields=["state", "outcome", "is_told_twice", "due_at", "paid_amount"])
        if delay_seconds == 0:
            return settle_payment(payment=payment, now=now)
    return payment


@transaction.atomic
def call_off_payment(*, key: str) -> SandboxPayment | None:
    """Take no more money for a payment that nobody has acted on; None for an unknown key."""
    payment = SandboxPayment.objects.select_for_update().filter(key=key).first()
    if payment is not None and payment.state == PaymentState.WAITING:
        payment.state, payment.failure = PaymentState.EXPIRED, "called_off"
        payment.save(update_fields=["state", "failure"])
    return payment


@transaction.atomic
def settle_payment(*, payment: SandboxPayment, now: datetime) -> SandboxPayment:
    """Carry out what is due: paid, failed, or expired; and say so."""
    payment = SandboxPayment.objects.select_for_update().get(pk=payment.pk)
    if payment.state == PaymentState.PROCESSING and payment.due_at and payment.due_at <= now:
        _finish_payment(payment, now)
    elif payment.state == PaymentState.WAITING and payment.expires_at <= now:
        payment.state, payment.due_at = PaymentState.EXPIRED, None
        payment.save(update_fields=["state", "due_at"])
        _tell_payment(payment, now)
    return payment


@transaction.atomic
def settle_refund(*, refund: SandboxRefund, now: datetime) -> SandboxRefund:
    """Carry out a refund that is due."""
    refund = SandboxRefund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if refund.state == RefundState.PROCESSING and refund.due_at and refund.due_at <= now:
        refund.state, refund.settled_at, refund.due_at = RefundState.DONE, now, None
        refund.save(update_fields=["state", "settled_at", "due_at"])
        _tell(refund.payment.notify_url, "refund.done", refund.key, now)
    return refund


@transaction.atomic
def settle_payout(*, payout: SandboxPayout, now: datetime) -> SandboxPayout:
    """Carry out a payout that is due: paid, bounced (…0000), or paid and returned (…9999)."""
    payout = SandboxPayout.objects.select_for_update().get(pk=payout.pk)
    if payout.due_at is None or payout.due_at > now:
        return payout
    if payout.state == PayoutState.PAID:
        payout.state, payout.failure, payout.due_at = PayoutState.RETURNED, "account_closed", None
        payout.returned_at = now
    elif payout.account_number.endswith("0000"):
        payout.state, payout.failure, payout.due_at = PayoutState.FAILED, "account_not_found", None
    else:
        is_returned = payout.account_number.endswith("9999")
        wait = timedelta(seconds=settings.SANDBOX_PAYOUT_SECONDS)
        payout.state, payout.settled_at = PayoutState.PAID, now
        payout.due_at = now + wait if is_returned else None
    payout.save(update_fields=["state", "failure", "settled_at", "returned_at", "due_at"])
    _tell(payout.notify_url, f"payout.{payout.state}", payout.key, now)
    return payout


def _finish_payment(payment: SandboxPayment, now: datetime) -> None:
    payment.due_at = None
    if payment.outcome == Outcome.FAILURE:
        payment.state, payment.failure = PaymentState.FAILED, "refused_by_bank"
        payment.paid_amount = None
    else:
        payment.state, payment.settled_at = PaymentState.PAID, now
        if payment.outcome == Outcome.OTHER_AMOUNT:
            payment.paid_amount = payment.amount + 1000
        elif payment.paid_amount is None:
            payment.paid_amount = payment.amount
    payment.save(update_fields=["state", "failure", "due_at", "settled_at", "paid_amount"])
    _tell_payment(payment, now)


def _tell_payment(payment: SandboxPayment, now: datetime) -> None:
    notices.write(
        notify_url=payment.notify_url,
        kind=f"payment.{payment.state}",
        object_key=payment.key,
        now=now,
        is_twice=payment.is_told_twice,
    )


def _tell(notify_url: str, kind: str, object_key: str, now: datetime) -> None:
    notices.write(notify_url=notify_url, kind=kind, object_key=object_key, now=now, is_twice=False)
