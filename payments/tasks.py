"""What the workers do with money: ids in, one service call. Repeating any of them is harmless."""

from contextlib import suppress

from celery import Task, shared_task
from celery.exceptions import MaxRetriesExceededError
from django.utils import timezone

from payments.selectors import earning_with, escrow_with, parts_of_payout
from payments.services import (
    attempts,
    earnings,
    notices,
    payins,
    payouts,
    refunds,
    snapshots,
    sweeps,
    ways,
)
from payments.services.documents import monthly

SOON = 5  # tries of a part whose provider is busy, before the sweep takes it up


@shared_task(name="payments.work_on_notice")
def work_on_notice(*, provider_event_id: int) -> None:
    notices.work_on(provider_event_id=provider_event_id, now=timezone.now())


@shared_task(name="payments.send_refund")
def send_refund(*, refund_id: int) -> None:
    refunds.send(refund_id=refund_id, now=timezone.now())


@shared_task(name="payments.send_payout")
def send_payout(*, payout_id: int) -> None:
    for pk in parts_of_payout(payout_id):
        send_payout_part.delay(part_id=pk)


@shared_task(name="payments.send_payout_part", bind=True, max_retries=SOON)
def send_payout_part(self: "Task[..., None]", *, part_id: int) -> None:
    """Send one part beside others; while its provider is busy, try again soon, then the sweep."""
    if not payouts.send_part(part_id=part_id, now=timezone.now()):
        with suppress(MaxRetriesExceededError):
            self.retry(countdown=2 + self.request.retries)


@shared_task(name="payments.look_up_payout_part")
def look_up_payout_part(*, part_id: int) -> None:
    payouts.look_up_part(part_id=part_id, now=timezone.now())


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


@shared_task(name="payments.sweep_chargebacks")
def sweep_chargebacks() -> None:
    sweeps.finish_chargebacks(now=timezone.now())


@shared_task(name="payments.remind_of_chargebacks")
def remind_of_chargebacks() -> None:
    sweeps.remind_of_chargebacks(now=timezone.now())


@shared_task(name="payments.sweep_payouts")
def sweep_payouts() -> None:
    """Hand out what is to be done, so that all workers do it side by side."""
    now = timezone.now()
    for pk in sweeps.parts_to_send(now=now):
        send_payout_part.delay(part_id=pk)
    for pk in sweeps.parts_to_ask_about(now=now):
        look_up_payout_part.delay(part_id=pk)


@shared_task(name="payments.ask_about_connections")
def ask_about_connections() -> None:
    sweeps.ask_about_connections(now=timezone.now())


@shared_task(name="payments.run_schedules")
def run_schedules() -> None:
    sweeps.run_schedules(now=timezone.now())


@shared_task(name="payments.escalate_reviews")
def escalate_reviews() -> None:
    sweeps.escalate_reviews(now=timezone.now())


@shared_task(name="payments.sweep_holds")
def sweep_holds() -> None:
    sweeps.end_holds(now=timezone.now())


@shared_task(name="payments.remind_of_contributions")
def remind_of_contributions() -> None:
    sweeps.remind_of_contributions(now=timezone.now())


@shared_task(name="payments.watch_holding_times")
def watch_holding_times() -> None:
    sweeps.watch_holding_times(now=timezone.now())


@shared_task(name="payments.give_back_parts")
def give_back_parts() -> None:
    sweeps.give_back_parts(now=timezone.now())


@shared_task(name="payments.make_statements")
def make_statements() -> None:
    monthly.make_statements(now=timezone.now())


@shared_task(name="payments.take_snapshots")
def take_snapshots() -> None:
    snapshots.take_snapshots(now=timezone.now())


@shared_task(name="payments.check_book")
def check_book() -> None:
    snapshots.check_nightly(now=timezone.now())


@shared_task(name="payments.reconcile")
def reconcile() -> None:
    attempts.ask(by=None, now=timezone.now())


@shared_task(name="payments.compare_report")
def compare_report(*, attempt_id: int) -> None:
    attempts.work_on(attempt_id=attempt_id, now=timezone.now())


@shared_task(name="payments.reconcile_overdue")
def reconcile_overdue() -> None:
    attempts.try_overdue(now=timezone.now())
