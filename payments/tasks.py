"""What the workers do with money: ids in, one service call. Repeating any of them is harmless."""

from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from payments.selectors import earning_with, escrow_with
from payments.services import (
    earnings,
    notices,
    payins,
    payouts,
    reconciliation,
    refunds,
    snapshots,
    sweeps,
    ways,
)


@shared_task(name="payments.work_on_notice")
def work_on_notice(*, provider_event_id: int) -> None:
    notices.work_on(provider_event_id=provider_event_id, now=timezone.now())


@shared_task(name="payments.send_refund")
def send_refund(*, refund_id: int) -> None:
    refunds.send(refund_id=refund_id, now=timezone.now())


@shared_task(name="payments.send_payout")
def send_payout(*, payout_id: int) -> None:
    payouts.send(payout_id=payout_id, now=timezone.now())


@shared_task(name="payments.look_up_payin")
def look_up_payin(*, payin_id: int) -> None:
    payins.look_up(payin_id=payin_id, now=timezone.now())


@shared_task(name="payments.cancel_other_payins")
def cancel_other_payins(*, escrow_id: int) -> None:
    ways.cancel_others(escrow=escrow_with(escrow_id), now=timezone.now())


@shared_task(name="payments.end_hold")
def end_hold(*, earning_id: int) -> None:
    earnings.make_available(earning=earning_with(earning_id), now=timezone.now())


@shared_task(name="payments.sweep_notices")
def sweep_notices() -> None:
    sweeps.finish_notices(now=timezone.now())


@shared_task(name="payments.sweep_payins")
def sweep_payins() -> None:
    sweeps.finish_payins(now=timezone.now())


@shared_task(name="payments.sweep_refunds")
def sweep_refunds() -> None:
    sweeps.finish_refunds(now=timezone.now())


@shared_task(name="payments.sweep_payouts")
def sweep_payouts() -> None:
    sweeps.finish_payouts(now=timezone.now())


@shared_task(name="payments.sweep_holds")
def sweep_holds() -> None:
    sweeps.end_holds(now=timezone.now())


@shared_task(name="payments.remind_of_contributions")
def remind_of_contributions() -> None:
    sweeps.remind_of_contributions(now=timezone.now())


@shared_task(name="payments.watch_holding_times")
def watch_holding_times() -> None:
    sweeps.watch_holding_times(now=timezone.now())


@shared_task(name="payments.take_snapshots")
def take_snapshots() -> None:
    snapshots.take_snapshots(now=timezone.now())


@shared_task(name="payments.check_book")
def check_book() -> None:
    snapshots.check_nightly(now=timezone.now())


@shared_task(name="payments.reconcile")
def reconcile() -> None:
    """The days up to the last midnight of Karya's visitors."""
    now = timezone.now()
    here = timezone.localtime(now, ZoneInfo(settings.VISITOR_TIME_ZONE))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    reconciliation.reconcile_all(until=midnight, now=now)
