"""What nobody finished: found by state each minute, beside other workers; a run may repeat.

Rows that wait for a provider are tried one by one outside of any transaction. A failure that is
no clear answer leaves the row for the next run.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.db.models import F, Q, QuerySet

from core.sweeps import sweep, while_moving
from payments.models import (
    Chargeback,
    ConnectedAccount,
    ContributionPlan,
    Earning,
    Escrow,
    Payin,
    Payout,
    PayoutPart,
    PayoutSchedule,
    ProviderEvent,
    Refund,
)
from payments.services import (
    chargeback_answers,
    chargeback_reminders,
    earnings,
    escrows,
    notices,
    onboarding,
    pace,
    payins,
    payout_reviews,
    payout_schedules,
    payouts,
    refunds,
    set_asides,
)
from payments.states import (
    CHARGEBACK_LIVE,
    FUNDED,
    PAYIN_UNDERWAY,
    ChargebackState,
    EarningState,
    EscrowState,
    PartState,
    PayinState,
    PayoutState,
    RefundState,
    Standing,
)

MOST = 500
ASK_AGAIN, ASK_SELDOM = timedelta(seconds=45), timedelta(minutes=10)
FRESH = timedelta(minutes=30)
JAKARTA = ZoneInfo("Asia/Jakarta")
LATE_PAYMENTS = timedelta(days=7)
LATE_RETURNS = timedelta(days=30)  # docs.stripe.com/refunds#failed-refunds
WARN_AFTER, PRESS_AFTER = timedelta(days=60), timedelta(days=75)
log = structlog.get_logger(__name__)


def finish_notices(*, now: datetime) -> None:
    """Work on notifications that are stored but not processed."""
    for pk in _ids(ProviderEvent.objects.filter(processed_at__isnull=True)):
        notices.work_on(provider_event_id=pk, now=now)


def finish_payins(*, now: datetime) -> None:
    """Ask for payments that the provider has not answered, not decided, or that are overdue."""
    fresh = Q(state=PayinState.CREATED) | Q(created_at__gt=now - FRESH) | Q(expires_at__lte=now)
    seldom = Q(tried_at__lte=now - ASK_SELDOM)
    underway = Q(state__in=sorted(PAYIN_UNDERWAY)) & (fresh | seldom)
    given_up = Q(state__in=[PayinState.EXPIRED, PayinState.CANCELLED])
    recently_expired = given_up & Q(expires_at__gt=now - LATE_PAYMENTS)
    rarely = Q(tried_at__lt=now - timedelta(hours=1))
    due = Payin.objects.filter((underway & _not_lately(now)) | (recently_expired & rarely))
    for pk in _ids(due.order_by("tried_at")):
        payins.look_up(payin_id=pk, now=now)


def finish_refunds(*, now: datetime) -> None:
    """Send refunds that were asked for, ask how the sent ones stand, and daily about done ones."""
    due = Refund.objects.filter(_not_lately(now), state=RefundState.REQUESTED)
    for pk in _ids(due.order_by("tried_at")):
        refunds.send(refund_id=pk, now=now)
    done = Refund.objects.filter(state=RefundState.DONE, done_at__gt=now - LATE_RETURNS)
    for pk in _ids(done.filter(tried_at__lte=now - timedelta(days=1)).order_by("tried_at")):
        refunds.look_up(refund_id=pk, now=now)


def finish_chargebacks(*, now: datetime) -> None:
    """Send answers that wait, and ask hourly about the open ones: a notification may be lost."""
    decided = ~Q(narrative="") | Q(conceded_at__isnull=False)
    waiting = Q(state=ChargebackState.NEEDS_RESPONSE) & decided & _not_lately(now)
    hourly = Q(tried_at__isnull=True) | Q(tried_at__lte=now - timedelta(hours=1))
    live = Chargeback.objects.filter(state__in=sorted(CHARGEBACK_LIVE))
    for pk in _ids(live.filter(waiting | hourly).order_by(F("tried_at").asc(nulls_first=True))):
        chargeback_answers.work_on(chargeback_id=pk, now=now)


def remind_of_chargebacks(*, now: datetime) -> int:
    """Tell finance staff which banks wait for an answer and not for long any more."""
    return sweep(
        chargeback_reminders.due(now),
        lambda one: chargeback_reminders.remind(chargeback=one, now=now),
    )


def ask_about_connections(*, now: datetime) -> None:
    """Open accounts that got no answer, and ask once a day how the others stand."""
    unanswered = Q(standing=Standing.ASKED, failure="")
    daily = Q(looked_up_at__lte=now - timedelta(days=1)) & ~Q(standing=Standing.CLOSED)
    for pk in _ids(ConnectedAccount.objects.filter(unanswered | daily).order_by("looked_up_at")):
        onboarding.look_up(account_id=pk, now=now)


def parts_to_send(*, now: datetime) -> list[int]:
    """Parts of approved payouts that nobody has sent, or that got no answer, and whose time it is.

    Handing them out changes nothing: each is leased by the one who sends it. Those never tried
    come first, and a provider that asked for a rest has it.
    """
    due = PayoutPart.objects.filter(
        _not_lately(now),
        Q(send_after__isnull=True) | Q(send_after__lte=now),
        Q(leased_until__isnull=True) | Q(leased_until__lte=now),
        state__in=[PartState.WAITING, PartState.SUBMITTED],
        payout__state__in=[PayoutState.APPROVED, PayoutState.SUBMITTED, PayoutState.PROCESSING],
    )
    due = due.exclude(provider__in=pace.resting(now))
    return list(_ids(due.order_by(F("tried_at").asc(nulls_first=True), "pk")))


def parts_to_ask_about(*, now: datetime) -> list[int]:
    """Parts on their way, and for a week those that were paid: a bank may send them back."""
    sent = Q(state=PartState.PROCESSING) | Q(
        state=PartState.PAID, paid_at__gt=now - LATE_PAYMENTS, tried_at__lt=now - ASK_AGAIN * 80
    )
    due = PayoutPart.objects.filter(sent & _not_lately(now))
    return list(_ids(due.exclude(provider__in=pace.resting(now)).order_by("tried_at")))


def finish_payouts(*, now: datetime) -> None:
    """Send what is to be sent and ask how the rest stands, one after the other."""
    for pk in while_moving(parts_to_send(now=now)):
        payouts.send_part(part_id=pk, now=now)
    for pk in while_moving(parts_to_ask_about(now=now)):
        payouts.look_up_part(part_id=pk, now=now)


def run_schedules(*, now: datetime) -> int:
    """Ask for the automatic payouts that are due."""
    due = Q(next_at__lte=now) | Q(next_at__gt=now + payout_schedules.FARTHEST)
    schedules = PayoutSchedule.objects.filter(due, user__is_active=True)
    return sweep(schedules, lambda one: payout_schedules.run_schedule(schedule=one, now=now))


def escalate_reviews(*, now: datetime) -> int:
    """Say which payouts have waited for a person longer than promised."""
    late = Payout.objects.filter(
        state=PayoutState.IN_REVIEW, review_by__lte=now, escalated_at__isnull=True
    )
    return sweep(late, lambda payout: payout_reviews.escalate_review(payout=payout, now=now))


def end_holds(*, now: datetime) -> int:
    """Make earnings available whose hold is over."""
    due = Earning.objects.filter(state=EarningState.PENDING, available_at__lte=now)
    return sweep(due, lambda earning: earnings.make_available(earning=earning, now=now))


def remind_of_contributions(*, now: datetime) -> None:
    """On the first of each month in Jakarta, remind those who declare an income to BPJS."""
    month = now.astimezone(JAKARTA).date().replace(day=1)
    due = ContributionPlan.objects.filter(Q(reminded_for=None) | Q(reminded_for__lt=month))
    sweep(due, lambda plan: set_asides.remind(plan=plan, month=month))


def watch_holding_times(*, now: datetime) -> None:
    """Warn about money held for 60 days, press for a decision at 75."""
    held = Escrow.objects.filter(state__in=FUNDED)
    late = held.filter(held_at__lte=now - WARN_AFTER, warned_at__isnull=True)
    sweep(late, lambda e: escrows.watch_holding_time(escrow=e, now=now, must_decide=False))
    later = held.filter(held_at__lte=now - PRESS_AFTER, pressed_at__isnull=True)
    sweep(later, lambda e: escrows.watch_holding_time(escrow=e, now=now, must_decide=True))


def give_back_parts(*, now: datetime) -> int:
    """Send back what was paid of escrows whose rest did not come in time."""
    due = Escrow.objects.filter(state=EscrowState.PARTLY_PAID, complete_by_at__lte=now)
    return sweep(due, lambda escrow: escrows.give_back(escrow=escrow, by=None, now=now))


def _not_lately(now: datetime) -> Q:
    return Q(tried_at__isnull=True) | Q(tried_at__lte=now - ASK_AGAIN)


def _ids(rows: QuerySet[Any]) -> Iterator[int]:
    return while_moving(list(rows.values_list("pk", flat=True)[:MOST]))
