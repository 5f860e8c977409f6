"""What follows in payments from its own events: a bell for the workers.

The rows are the outbox; a bell that is lost (Redis away) is made up for by the sweeps.
"""

from datetime import datetime

from celery import Task
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import AccountClosed, AccountClosing
from core.errors import WrongState
from core.events import on
from payments import events, tasks
from payments.selectors import earning_with, has_money, payout_with
from payments.services import debts, dividing, early_release, payer_phones
from payments.services.documents import issuing


@on(events.ProviderEventReceived)
def work_on_it(event: events.ProviderEventReceived) -> None:
    _ring(tasks.work_on_notice, provider_event_id=event.provider_event_id)


@on(events.EscrowHeld)
@on(events.EscrowPartlyPaid)
@on(events.EscrowGivenBack)
@on(events.EscrowCancelled)
def close_other_payments(
    event: events.EscrowHeld
    | events.EscrowPartlyPaid
    | events.EscrowGivenBack
    | events.EscrowCancelled,
) -> None:
    _ring(tasks.cancel_other_payins, escrow_id=event.escrow_id)


@on(events.RefundRequested)
def send_it_back(event: events.RefundRequested) -> None:
    _ring(tasks.send_refund, refund_id=event.refund_id)


@on(events.PayoutApproved)
def send_it(event: events.PayoutApproved) -> None:
    _ring(tasks.send_payout, payout_id=event.payout_id)


@on(events.EarningPending)
def make_it_available_in_time(event: events.EarningPending) -> None:
    """The slip now, the money when its hold is over, which is sooner for whom we trust."""
    early_release.shorten(earning_id=event.earning_id, now=earning_with(event.earning_id).earned_at)
    earning = issuing.issue_for_earning_with(event.earning_id)
    _ring(tasks.end_hold, at=earning.available_at, earning_id=earning.pk)


@on(events.EarningsAvailable)
def divide_earnings(event: events.EarningsAvailable) -> None:
    """The slip; then what is owed is repaid, before shares are kept apart."""
    earning = issuing.issue_for_earning_with(event.earning_id)
    dividing.divide(earning=earning, amount=event.amount, what=event.what, now=earning.available_at)


@on(events.PayoutCancelled)
@on(events.PayoutFailed)
@on(events.PayoutPartlyPaid)
@on(events.PayoutReturned)
def repay_debts_from_payout(
    event: events.PayoutCancelled
    | events.PayoutFailed
    | events.PayoutPartlyPaid
    | events.PayoutReturned,
) -> None:
    payout = payout_with(event.payout_id)
    moment = payout.changes.latest("happened_at", "pk").happened_at
    debts.repay(user_id=payout.user_id, currency=payout.currency, now=moment)


@on(events.EscrowHeld)
@on(events.EscrowPartlyPaid)
def hand_out_receipt(event: events.EscrowHeld | events.EscrowPartlyPaid) -> None:
    issuing.issue_for_escrow_with(event.escrow_id)


@on(events.RefundDone)
def hand_out_credit_note(event: events.RefundDone) -> None:
    issuing.issue_for_refund_with(event.refund_id)


@on(events.ChargebackLost)
def hand_out_credit_note_of_the_bank(event: events.ChargebackLost) -> None:
    issuing.issue_for_chargeback_with(event.chargeback_id)


@on(events.PayoutPaid)
@on(events.PayoutPartlyPaid)
def hand_out_payout_slip(event: events.PayoutPaid | events.PayoutPartlyPaid) -> None:
    issuing.issue_for_payout_with(event.payout_id)


@on(events.ReconciliationAsked)
def wake_comparison(event: events.ReconciliationAsked) -> None:
    _ring(tasks.compare_report, attempt_id=event.attempt_id)


def _ring(task: "Task[..., None]", *, at: datetime | None = None, **ids: int) -> None:
    def bell() -> None:  # Django names a failed hook by its __qualname__, which a partial lacks
        task.apply_async(kwargs=ids, eta=at, retry=False)

    transaction.on_commit(bell, robust=True)


@on(AccountClosed)
def forget_phone_of_closed(event: AccountClosed) -> None:
    payer_phones.forget_phone(user_id=event.user_id)


@on(AccountClosing)
def keep_accounts_with_money(event: AccountClosing) -> None:
    """Nobody leaves while money of theirs is held, on its way, or not paid out."""
    if has_money(event.user_id):
        raise WrongState(
            _(
                "There is still money of yours here: in escrow, on its way, or not paid out. End "
                "your contracts first, and pay out what is left."
            )
        )
