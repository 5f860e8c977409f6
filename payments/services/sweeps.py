"""What nobody finished: found by state each minute, beside other workers; a run may repeat.

Rows that wait for a provider are tried one by one outside of any transaction: those never tried
first, then whichever has waited longest. Each says that it is tried before the provider is asked,
so that no row keeps the head of the queue. Whatever fails is logged, stops no other, and rises
after the last. It has its turn again: soon while it is young, each ten minutes afterwards; after a
day those who keep the books see it (`payments.unanswered`). A run ends after some seconds, so that
a provider that hangs does not fill the workers with runs. Payouts are only handed out here, part by
part.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from django.db.models import F, Q, QuerySet

from core.sweeps import each, sweep, while_moving
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
from payments.months import book_month
from payments.selectors import open_stops
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
RUN_FOR = timedelta(seconds=40)
ASK_AGAIN, ASK_SELDOM = timedelta(seconds=45), timedelta(minutes=10)
FRESH = timedelta(minutes=30)
LATE_PAYMENTS = timedelta(days=7)
LATE_RETURNS = timedelta(days=30)  # docs.stripe.com/refunds#failed-refunds
WARN_AFTER, PRESS_AFTER = timedelta(days=60), timedelta(days=75)
log = structlog.get_logger(__name__)


def finish_notices(*, now: datetime) -> None:
    """Work on notifications that are stored but not processed."""
    due = ProviderEvent.objects.filter(_in_turn(now, "received_at"), processed_at__isnull=True)
    _each(due, lambda pk: notices.work_on(provider_event_id=pk, now=now))


def finish_payins(*, now: datetime) -> None:
    """Ask for payments that the provider has not answered, not decided, or that are overdue."""
    just_over = Q(expires_at__lte=now, expires_at__gt=now - FRESH, tried_at__lte=now - ASK_AGAIN)
    underway = Q(state__in=sorted(PAYIN_UNDERWAY)) & (_in_turn(now) | just_over)
    given_up = Q(state__in=[PayinState.EXPIRED, PayinState.CANCELLED])
    recently_expired = given_up & Q(expires_at__gt=now - LATE_PAYMENTS)
    rarely = Q(tried_at__lt=now - timedelta(hours=1))
    due = Payin.objects.filter(underway | (recently_expired & rarely))
    _each(due, lambda pk: payins.look_up(payin_id=pk, now=now))


def finish_refunds(*, now: datetime) -> None:
    """Send refunds that were asked for, ask how the sent ones stand, and daily about done ones."""
    asked = Q(state=RefundState.REQUESTED) & _in_turn(now)
    daily = Q(tried_at__lte=now - timedelta(days=1))
    done = Q(state=RefundState.DONE, done_at__gt=now - LATE_RETURNS) & daily
    due = Refund.objects.filter(asked | done)
    _each(due, lambda pk: refunds.look_up(refund_id=pk, now=now))


def finish_chargebacks(*, now: datetime) -> None:
    """Send answers that wait, and ask hourly about the open ones: a notification may be lost."""
    decided = ~Q(narrative="") | Q(conceded_at__isnull=False)
    waiting = Q(state=ChargebackState.NEEDS_RESPONSE) & decided & _not_lately(now)
    hourly = Q(tried_at__isnull=True) | Q(tried_at__lte=now - timedelta(hours=1))
    live = Chargeback.objects.filter(state__in=sorted(CHARGEBACK_LIVE))
    due = live.filter(waiting | hourly)
    _each(due, lambda pk: chargeback_answers.work_on(chargeback_id=pk, now=now))


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
    due = ConnectedAccount.objects.filter(_in_turn(now, "asked_at"), unanswered | daily)
    _each(due, lambda pk: onboarding.look_up(account_id=pk, now=now))


def parts_to_send(*, now: datetime) -> list[int]:
    """Parts of approved payouts that nobody has sent, or that got no answer, and whose time it is.

    Handing them out changes nothing: each is leased by the one who sends it. Those never tried
    come first, and a provider that asked for a rest has it. What has not left of a person whose
    payouts are stopped stays here.
    """
    due = PayoutPart.objects.filter(
        _in_turn(now, "submitted_at"),
        Q(send_after__isnull=True) | Q(send_after__lte=now),
        Q(leased_until__isnull=True) | Q(leased_until__lte=now),
        state__in=[PartState.WAITING, PartState.SUBMITTED],
        payout__state__in=[PayoutState.APPROVED, PayoutState.SUBMITTED, PayoutState.PROCESSING],
    )
    stopped = open_stops().order_by().values("user")
    due = due.exclude(state=PartState.WAITING, payout__user__in=stopped)
    return list(while_moving(_first(due.exclude(provider__in=pace.resting(now)))))


def parts_to_ask_about(*, now: datetime) -> list[int]:
    """Parts on their way, and for a week those that were paid: a bank may send them back."""
    underway = Q(state=PartState.PROCESSING) & _in_turn(now, "submitted_at")
    paid = Q(
        state=PartState.PAID, paid_at__gt=now - LATE_PAYMENTS, tried_at__lt=now - ASK_AGAIN * 80
    )
    due = PayoutPart.objects.filter(underway | paid)
    return list(while_moving(_first(due.exclude(provider__in=pace.resting(now)))))


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
    """On the first of each month of the book, remind those who declare an income to BPJS."""
    month = book_month(now)
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


def _in_turn(now: datetime, begun: str = "created_at") -> Q:
    """Never tried; or not lately while it is young, and each ten minutes afterwards."""
    young = Q(**{f"{begun}__gt": now - FRESH}) & Q(tried_at__lte=now - ASK_AGAIN)
    return Q(tried_at__isnull=True) | young | Q(tried_at__lte=now - ASK_SELDOM)


def _first(due: QuerySet[Any]) -> list[int]:
    """The rows whose turn it is: those never tried, then those that have waited longest."""
    rows = due.order_by(F("tried_at").asc(nulls_first=True), "pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _each(due: QuerySet[Any], act: Callable[[int], object]) -> None:
    """Try one row after the other until the time of a run is over; errors rise after the last."""
    table = due.model._meta.db_table
    each(_in_time(_first(due), table), act, what=table)


def _in_time(pks: Sequence[int], table: str) -> Iterator[int]:
    ends = monotonic() + RUN_FOR.total_seconds()
    for pk in pks:
        if monotonic() > ends:
            log.warning("sweep ended before all were tried", table=table)
            return
        yield pk
