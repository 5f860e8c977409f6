"""Money on its way back to the payer: intent first, then the provider, then its answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from core.events import publish
from core.money import Money
from payments import events
from payments.models import Escrow, Payin, Refund
from payments.providers.base import Found, RefundAsked, Refused, Status, Unknown
from payments.services import cases, postings
from payments.services.keys import fresh_key
from payments.services.registry import provider_named
from payments.services.steps import lease, locked, mark_tried, remember, take_step
from payments.states import ChargebackState, MismatchKind, PayinState, RefundState


def divided(escrow: Escrow, amount: Money) -> list[tuple[Payin, Money]]:
    """What goes back, over the payins that brought it: the newest first, each at most its own."""
    payins = list(escrow.payins.filter(state=PayinState.CAPTURED).order_by("-captured_at", "-pk"))
    parts, rest = [], amount.minor
    for payin in payins if len(payins) > 1 else []:
        part = min(rest, _left_of(payin))
        if part > 0:
            parts.append((payin, Money(part, amount.currency)))
            rest -= part
    if rest:  # of one payin, or of what a bank took as well: a person looks if this one refuses
        parts.append((payins[0], Money(rest, amount.currency)))
    return parts


def ask(
    *,
    payin: Payin,
    escrow: Escrow | None,
    amount: Money,
    asked_in: int,
    by: User | None,
    now: datetime,
    reason: str,
) -> Refund:
    """Write down that money goes back; part of the transaction and posting that takes it."""
    refund, is_new = Refund.objects.get_or_create(
        asked_in_id=asked_in,
        payin=payin,
        defaults={
            "escrow": escrow,
            "provider": payin.provider,
            "key": fresh_key("rf"),
            "currency": amount.currency,
            "amount_minor": amount.minor,
            "reason": reason[:200],
            "created_at": now,
        },
    )
    if is_new:
        remember(refund, kind="requested", by=by, now=now, reason=reason)
        publish(events.RefundRequested(refund_id=refund.pk))
    return refund


def send(*, refund_id: int, now: datetime) -> None:
    """Ask the provider for one refund, looking first whether it has it; safe to repeat."""
    refund = _lease(refund_id, now)
    if refund is None:
        return
    provider = provider_named(refund.provider)
    try:
        found = provider.fetch_refund(refund.key, refund.provider_reference) or provider.refund(
            _asked(refund), now=now
        )
    except Unknown:
        return
    except Refused as refusal:
        _apply_failure(refund, failure=refusal.code, now=now)
        return
    apply(refund=refund, found=found, now=now)


def look_up(*, refund_id: int, now: datetime) -> None:
    """Ask how a refund stands that was sent: a bank may send it back weeks after it was done."""
    refund = Refund.objects.get(pk=refund_id)
    if refund.state == RefundState.REQUESTED:
        send(refund_id=refund_id, now=now)
        return
    mark_tried(refund, now)
    try:
        found = provider_named(refund.provider).fetch_refund(refund.key, refund.provider_reference)
    except Unknown:
        return
    if found is not None:
        apply(refund=refund, found=found, now=now)


@transaction.atomic
def apply(*, refund: Refund, found: Found, now: datetime) -> None:
    """Write what the provider says about a refund, if it moves forward."""
    refund = locked(refund)
    if refund.state == RefundState.DONE and found.status == Status.FAILED:
        _return(refund, failure=found.failure, now=now)
    if refund.state != RefundState.REQUESTED:
        return
    if found.amount != refund.amount:
        cases.report(
            kind=MismatchKind.RESULT,
            key=f"refund:{refund.pk}:amount",
            provider=refund.provider,
            payin=refund.payin,
            subject=f"refund {refund.pk}",
            expected=refund.amount,
            received=found.amount,
            now=now,
        )
    elif found.status == Status.DONE:
        reference = found.reference
        take_step(
            refund,
            RefundState.DONE,
            by=None,
            now=now,
            done_at=found.settled_at or now,
            provider_reference=reference,
            leased_until=None,
        )
        postings.refund_done(refund)
        publish(events.RefundDone(refund_id=refund.pk))
    elif found.status == Status.FAILED:
        _fail(refund, failure=found.failure, now=now)
    elif not refund.provider_reference:
        refund.provider_reference = found.reference  # to ask by, where our key is not enough
        refund.save(update_fields=["provider_reference"])


def _left_of(payin: Payin) -> int:
    """What a payin brought, less what went back through it and what a bank took of it."""
    back = payin.refunds.filter(escrow=payin.escrow_id).aggregate(
        sum=Sum("amount_minor", default=0)
    )
    taken = payin.chargebacks.filter(taken_at__isnull=False).exclude(state=ChargebackState.WON)
    gone: int = back["sum"] + taken.aggregate(sum=Sum("amount_minor", default=0))["sum"]
    return (payin.received_minor or 0) - gone


def _asked(refund: Refund) -> RefundAsked:
    return RefundAsked(
        key=refund.key,
        payment_key=refund.payin.key,
        payment_reference=refund.payin.provider_reference,
        amount=refund.amount,
        reason=refund.reason,
    )


@transaction.atomic
def _apply_failure(refund: Refund, *, failure: str, now: datetime) -> None:
    refund = locked(refund)
    if refund.state == RefundState.REQUESTED:
        _fail(refund, failure=failure, now=now)


def _fail(refund: Refund, *, failure: str, now: datetime) -> None:
    take_step(
        refund,
        RefundState.FAILED,
        by=None,
        now=now,
        reason=failure,
        failure=failure[:60],
        leased_until=None,
    )
    postings.refund_failed(refund)
    _report(refund, now)
    publish(events.RefundFailed(refund_id=refund.pk))


def _return(refund: Refund, *, failure: str, now: datetime) -> None:
    """It was done, and is not any more: the money is at the provider again, and the payer's."""
    take_step(
        refund,
        RefundState.RETURNED,
        by=None,
        now=now,
        reason=failure,
        failure=failure[:60],
        returned_at=now,
    )
    postings.refund_returned(refund)
    _report(refund, now)
    publish(events.RefundReturned(refund_id=refund.pk))


def _report(refund: Refund, now: datetime) -> None:
    cases.report(
        kind=MismatchKind.REFUND_FAILED,
        key=f"refund:{refund.pk}:failed",
        provider=refund.provider,
        payin=refund.payin,
        subject=f"refund {refund.pk}",
        expected=refund.amount,
        received=None,
        now=now,
    )


@transaction.atomic
def _lease(refund_id: int, now: datetime) -> Refund | None:
    rows = Refund.objects.select_related("payin")
    return lease(rows.filter(pk=refund_id, state=RefundState.REQUESTED), now=now)
