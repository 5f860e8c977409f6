"""News of payouts in parts, of checks that take long, and of payouts that happen by themselves."""

from django.utils.translation import override

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers, money_desk
from payments.events import (
    ConnectionBlocked,
    ConnectionReady,
    PayoutPartlyPaid,
    PayoutReviewLate,
    PayoutsResumed,
    PayoutsStopped,
    ScheduledPayoutSkipped,
)
from payments.models import ConnectedAccount, Payout, PayoutSchedule, PayoutStop
from payments.selectors_payouts import money_back_of


@on(PayoutPartlyPaid)
def tell_of_partly_paid(event: PayoutPartlyPaid) -> None:
    payout = Payout.objects.select_related("destination").get(pk=event.payout_id)
    tell(
        "payout_partly_paid",
        [payout.user_id],
        about=f"payout:{payout.pk}",
        page_arg=payout.pk,
        amount=payout.amount,
        back=money_back_of(payout),
        where=payout.destination,
    )


@on(PayoutReviewLate)
def tell_of_late_check(event: PayoutReviewLate) -> None:
    payout = Payout.objects.select_related("user").get(pk=event.payout_id)
    about = f"payout:{payout.pk}"
    tell(
        "payout_review_late",
        [payout.user_id],
        about=about,
        page_arg=payout.pk,
        amount=payout.amount,
    )
    tell(
        "payout_check_is_late",
        bookkeepers(),
        but=payout.user_id,
        about=about,
        page_arg=payout.pk,
        person=payout.user,
        amount=payout.amount,
    )


@on(PayoutsStopped)
def tell_of_stop(event: PayoutsStopped) -> None:
    stop = PayoutStop.objects.select_related("user", "destination").get(pk=event.stop_id)
    about = f"stop:{stop.pk}"
    tell("payouts_stopped", [stop.user_id], about=about, where=stop.destination)
    tell(
        "payouts_stopped_by_person",
        money_desk(),
        but=stop.user_id,
        about=about,
        person=stop.user,
        where=stop.destination,
    )


@on(PayoutsResumed)
def tell_of_end_of_stop(event: PayoutsResumed) -> None:
    stop = PayoutStop.objects.get(pk=event.stop_id)
    tell("payouts_resumed", [stop.user_id], about=f"stop:{stop.pk}")


@on(ScheduledPayoutSkipped)
def tell_of_skipped_payout(event: ScheduledPayoutSkipped) -> None:
    schedule = PayoutSchedule.objects.select_related("user").get(pk=event.schedule_id)
    with override(schedule.user.language or None):
        reason = schedule.skip_text
    tell("payout_skipped", [schedule.user_id], about=f"schedule:{schedule.pk}", reason=reason)


@on(ConnectionReady)
def tell_of_ready_connection(event: ConnectionReady) -> None:
    _tell_connected("connection_ready", event.connected_account_id)


@on(ConnectionBlocked)
def tell_of_blocked_connection(event: ConnectionBlocked) -> None:
    _tell_connected("connection_blocked", event.connected_account_id)


def _tell_connected(kind: str, pk: int) -> None:
    account = ConnectedAccount.objects.get(pk=pk)
    tell(kind, [account.user_id], about=f"connection:{pk}")
