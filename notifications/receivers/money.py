"""News of payments, earnings and payouts."""

from typing import Any

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers, moderators
from payments.events import (
    ContributionDue,
    DestinationChanged,
    EscrowHeldLong,
    EscrowMustBeDecided,
    EscrowPartlyPaid,
    EscrowPartlyReleased,
    PayinExcess,
    PayinExpired,
    PayinFailed,
    PayinMismatched,
    PayoutApproved,
    PayoutCancelled,
    PayoutFailed,
    PayoutPaid,
    PayoutReturned,
    PayoutReviewNeeded,
    RefundDone,
    RefundFailed,
    RefundReturned,
    StatementsMade,
)
from payments.models import Destination, Earning, Escrow, Payin, Payout, Refund
from payments.services.payout_stops import stop_path
from projects.selectors import milestone_of


@on(PayinFailed)
def tell_payer_of_failure(event: PayinFailed) -> None:
    _tell_payer("payin_failed", event.payin_id)


@on(PayinExpired)
def tell_payer_of_expiry(event: PayinExpired) -> None:
    _tell_payer("payin_expired", event.payin_id)


@on(PayinExcess)
def tell_payer_of_excess(event: PayinExcess) -> None:
    _tell_payer("payin_excess", event.payin_id)


@on(PayinMismatched)
def tell_of_mismatch(event: PayinMismatched) -> None:
    payin = _tell_payer("payin_mismatched", event.payin_id)
    tell(
        "mismatch_to_check",
        bookkeepers(),
        but=payin.payer_id,
        about=f"payin:{payin.pk}",
        what=payin.escrow.description,
        amount=payin.amount,
    )


@on(EscrowPartlyPaid)
def tell_both_what_is_missing(event: EscrowPartlyPaid) -> None:
    payin = Payin.objects.select_related("escrow").get(pk=event.payin_id)
    escrow = payin.escrow
    what, amount, missing = escrow.description, payin.received, escrow.missing
    tell(
        "payment_short",
        [payin.payer_id],
        about=f"payin:{payin.pk}",
        page_arg=payin.pk,
        what=what,
        amount=amount,
        missing=missing,
        until=escrow.complete_by_at,
    )
    step = milestone_of(escrow.pk)
    if step is not None:
        tell(
            "payment_short_for_freelancer",
            [escrow.payee_id],
            about=f"milestone:{step.pk}",
            page_arg=step.pk,
            what=what,
            amount=amount,
            missing=missing,
        )


@on(RefundDone)
def tell_payer_of_refund(event: RefundDone) -> None:
    _tell_refunded("refund_done", event.refund_id)


@on(RefundFailed)
def tell_of_failed_refund(event: RefundFailed) -> None:
    _ask_staff(_tell_refunded("refund_failed", event.refund_id))


@on(RefundReturned)
def tell_of_returned_refund(event: RefundReturned) -> None:
    _ask_staff(_tell_refunded("refund_returned", event.refund_id))


def _ask_staff(refund: Refund) -> None:
    tell(
        "refund_to_check",
        bookkeepers(),
        but=refund.payin.payer_id,
        about=f"refund:{refund.pk}",
        what=refund.payin.escrow.description,
        amount=refund.amount,
    )


@on(EscrowHeldLong)
@on(EscrowMustBeDecided)
def tell_of_long_escrow(event: EscrowHeldLong | EscrowMustBeDecided) -> None:
    escrow = Escrow.objects.get(pk=event.escrow_id)
    milestone = milestone_of(escrow.pk)
    is_pressing = isinstance(event, EscrowMustBeDecided)
    if milestone is not None:
        tell(
            "decide_in_15_days" if is_pressing else "held_60_days",
            [escrow.payer_id, escrow.payee_id],
            about=f"milestone:{milestone.pk}",
            page_arg=milestone.contract_id,
            what=escrow.description,
            until=escrow.decide_by_at,
        )
    if is_pressing:
        tell(
            "held_too_long",
            moderators(),
            about=f"escrow:{escrow.pk}",
            what=escrow.description,
        )


@on(EscrowPartlyReleased)
def tell_payee_of_part(event: EscrowPartlyReleased) -> None:
    earning = Earning.objects.select_related("escrow__payer").get(pk=event.earning_id)
    escrow = earning.escrow
    step = milestone_of(escrow.pk)
    if step is not None:
        tell(
            "part_released",
            [escrow.payee_id],
            about=f"milestone:{step.pk}",
            page_arg=step.pk,
            what=escrow.description,
            client=escrow.payer,
            net=earning.amount,
            rest=escrow.held,
        )


@on(ContributionDue)
def tell_of_contribution(event: ContributionDue) -> None:
    tell(
        "contribution_due",
        [event.user_id],
        about=f"contribution:{event.user_id}:{event.month:%Y-%m}",
        month=event.month,
    )


@on(StatementsMade)
def tell_of_statements(event: StatementsMade) -> None:
    tell(
        "statements_made",
        [event.user_id],
        about=f"statements:{event.user_id}:{event.month:%Y-%m}",
        month=event.month,
    )


@on(PayoutReviewNeeded)
def tell_of_check(event: PayoutReviewNeeded) -> None:
    payout = _tell_payee("payout_checked", event.payout_id)
    tell(
        "payout_to_check",
        bookkeepers(),
        but=payout.user_id,
        about=f"payout:{payout.pk}",
        person=payout.user,
        amount=payout.amount,
    )


@on(PayoutApproved)
def tell_of_approval(event: PayoutApproved) -> None:
    """Only after a check: else the payout page says it at once."""
    if Payout.objects.filter(pk=event.payout_id, reviewed_by__isnull=False).exists():
        _tell_payee("payout_approved", event.payout_id)


@on(PayoutPaid)
def tell_of_payout(event: PayoutPaid) -> None:
    _tell_payee("payout_paid", event.payout_id)


@on(PayoutFailed)
def tell_of_failed_payout(event: PayoutFailed) -> None:
    _tell_payee("payout_failed", event.payout_id)


@on(PayoutReturned)
def tell_of_returned_payout(event: PayoutReturned) -> None:
    _tell_payee("payout_returned", event.payout_id)


@on(PayoutCancelled)
def tell_of_refused_payout(event: PayoutCancelled) -> None:
    """Who cancels their own payout knows it; a moderator's refusal comes with its reason."""
    payout = _payout(event.payout_id)
    last = payout.changes.order_by("-pk").first()
    if last is not None and last.actor_id not in (None, payout.user_id):
        _tell_payee("payout_refused", payout.pk, reason=last.reason)


@on(DestinationChanged)
def tell_of_destination(event: DestinationChanged) -> None:
    """Also to the one who did it: somebody else may have done it in their name."""
    destination = Destination.objects.get(pk=event.destination_id)
    tell(
        "destination_added",
        [event.user_id],
        about=f"destination:{destination.pk}",
        where=destination,
        usable=destination.usable_at,
        second_path=stop_path(destination),
    )


def _tell_payer(kind: str, payin_id: int) -> Payin:
    payin = Payin.objects.select_related("escrow").get(pk=payin_id)
    tell(
        kind,
        [payin.payer_id],
        about=f"payin:{payin.pk}",
        page_arg=payin.pk,
        what=payin.escrow.description,
        amount=payin.amount,
    )
    return payin


def _tell_refunded(kind: str, refund_id: int) -> Refund:
    refund = Refund.objects.select_related("payin__escrow").get(pk=refund_id)
    tell(
        kind,
        [refund.payin.payer_id],
        about=f"refund:{refund.pk}",
        page_arg=refund.payin_id,
        what=refund.payin.escrow.description,
        amount=refund.amount,
    )
    return refund


def _tell_payee(kind: str, payout_id: int, **args: Any) -> Payout:
    payout = _payout(payout_id)
    tell(
        kind,
        [payout.user_id],
        about=f"payout:{payout.pk}",
        page_arg=payout.pk,
        amount=payout.amount,
        where=payout.destination,
        **args,
    )
    return payout


def _payout(payout_id: int) -> Payout:
    return Payout.objects.select_related("destination", "user").get(pk=payout_id)
