"""What the clock does: each function looks for what is due and is safe to run at any time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Greatest

from core.events import publish
from core.failures import run_each
from core.sweeps import sweep
from payments.models import HELD_AT_MOST
from payments.states import FUNDED, TIME_TO_COMPLETE, EscrowState
from projects.events import MilestoneReminder
from projects.models import Amendment, Bid, Contract, Invitation, Milestone, Project, RefundRequest
from projects.services.amendments import lapse_amendment
from projects.services.contracts import (
    cancel_unpaid_milestone,
    finish_if_done,
    lapse_contract,
    resume_contract,
)
from projects.services.locks import locked_milestone
from projects.services.long_holds import settle_long_held
from projects.services.milestones import approve_by_clock, review_at_end
from projects.services.offers import lapse_offer
from projects.services.postings import approve_posting, expire_project
from projects.services.refunds import close_silent_request
from projects.states import (
    HELD_MILESTONES,
    UNPAID_MILESTONES,
    AmendmentState,
    BidState,
    ContractState,
    InvitationState,
    MilestoneState,
    ProjectState,
    RefundAnswer,
)

MilestoneQuery: TypeAlias = models.QuerySet[Milestone]
_CLOCK_RUNS = [ContractState.ACTIVE, ContractState.ENDING]


def run_all(*, now: datetime) -> dict[str, int]:
    """Do everything that is due; return how much of each was done.

    One that fails stops no other; what failed rises after the last.
    """
    due: dict[str, Callable[..., int]] = {
        "postings opened": open_reviewed_late,
        "postings expired": expire_projects,
        "invitations lapsed": lapse_invitations,
        "offers lapsed": lapse_offers,
        "contracts lapsed": lapse_contracts,
        "contracts resumed": resume_paused,
        "deliveries approved": approve_unanswered,
        "refund requests closed": close_refund_requests,
        "amendments lapsed": lapse_amendments,
        "reviews at the end": review_what_is_left,
        "unpaid steps cancelled": cancel_unpaid,
        "long held settled": settle_held_too_long,
        "reminders": remind,
    }
    return run_each({name: partial(work, now=now) for name, work in due.items()})


def open_reviewed_late(*, now: datetime) -> int:
    """A posting nobody reviewed in time opens, unless its words were flagged."""
    due = Project.objects.filter(
        state=ProjectState.PENDING_REVIEW, review_due_at__lte=now, is_flagged=False
    )
    return sweep(
        due.order_by("review_due_at", "pk"), lambda p: approve_posting(project=p, by=None, now=now)
    )


def expire_projects(*, now: datetime) -> int:
    """Open postings whose time for bids is over."""
    due = Project.objects.filter(state=ProjectState.OPEN, expires_at__lte=now)
    return sweep(due.order_by("expires_at", "pk"), lambda p: expire_project(project=p, now=now))


def lapse_invitations(*, now: datetime) -> int:
    """Invitations that nobody answered."""
    return Invitation.objects.filter(state=InvitationState.SENT, expires_at__lte=now).update(
        state=InvitationState.LAPSED
    )


def lapse_offers(*, now: datetime) -> int:
    """Offers that nobody answered."""
    due = Bid.objects.filter(state=BidState.OFFERED, offer_expires_at__lte=now)
    return sweep(due.order_by("offer_expires_at", "pk"), lambda b: lapse_offer(bid=b, now=now))


def lapse_contracts(*, now: datetime) -> int:
    """Contracts whose first payment never came."""
    due = Contract.objects.filter(state=ContractState.AWAITING_FUNDING, fund_by_at__lte=now)
    return sweep(due.order_by("fund_by_at", "pk"), lambda c: lapse_contract(contract=c, now=now))


def resume_paused(*, now: datetime) -> int:
    """Pauses that are over."""
    due = Contract.objects.filter(state=ContractState.PAUSED, paused_until_at__lte=now)
    return sweep(
        due.order_by("paused_until_at", "pk"),
        lambda c: resume_contract(contract=c, by=None, now=now),
    )


def approve_unanswered(*, now: datetime) -> int:
    """Deliveries whose review time is over."""
    due = Milestone.objects.filter(
        state=MilestoneState.SUBMITTED,
        review_deadline_at__lte=now,
        contract__state__in=_CLOCK_RUNS,
    )
    return sweep(
        due.order_by("review_deadline_at", "pk"), lambda m: approve_by_clock(milestone=m, now=now)
    )


def close_refund_requests(*, now: datetime) -> int:
    """Refund requests that the freelancer left unanswered."""
    due = RefundRequest.objects.filter(
        state=RefundAnswer.OPEN,
        answer_by_at__lte=now,
        milestone__contract__state__in=_CLOCK_RUNS,
    )
    return sweep(
        due.order_by("answer_by_at", "pk"), lambda r: close_silent_request(request=r, now=now)
    )


def lapse_amendments(*, now: datetime) -> int:
    """Proposed changes that nobody answered."""
    due = Amendment.objects.filter(state=AmendmentState.OPEN, answer_by_at__lte=now)
    return sweep(
        due.order_by("answer_by_at", "pk"), lambda a: lapse_amendment(amendment=a, now=now)
    )


def review_what_is_left(*, now: datetime) -> int:
    """Deliveries of ending contracts that still wait for changes."""
    due = Milestone.objects.filter(
        state=MilestoneState.CHANGES_REQUESTED, contract__state=ContractState.ENDING
    ).exclude(refund_requests__state=RefundAnswer.OPEN)
    return sweep(due.order_by("pk"), lambda m: review_at_end(milestone=m, now=now))


def cancel_unpaid(*, now: datetime) -> int:
    """Agreed steps that stayed unpaid for 30 days although nothing else was going on."""
    due = _unpaid_since(now, F("contract__policy__unfunded_cancel_days"))
    return sweep(due, partial(_drop_unpaid, now=now))


def settle_held_too_long(*, now: datetime) -> int:
    """Steps whose money the providers keep no longer."""
    due = Milestone.objects.filter(
        state__in=HELD_MILESTONES, escrow__state__in=FUNDED, escrow__held_at__lte=now - HELD_AT_MOST
    )
    return sweep(
        due.order_by("escrow__held_at", "pk"), lambda m: settle_long_held(milestone=m, now=now)
    )


def remind(*, now: datetime) -> int:
    """Remind whose turn it is: at half of the time, 72 hours and 24 hours before it is over."""
    unpaid = _unpaid_since(now, F("contract__policy__unfunded_remind_days"))
    due: dict[str, MilestoneQuery] = {
        "unpaid": unpaid.filter(reminded_at__isnull=True),
        "reviews": _reviews_to_remind(now),
        "payments": _payments_to_remind(now),
        "rests": _rests_to_remind(now),
        "work": _work_to_remind(now),
    }
    act = partial(_remind, now=now)
    return sum(run_each({name: partial(sweep, one, act) for name, one in due.items()}).values())


def _reviews_to_remind(now: datetime) -> MilestoneQuery:
    under_review = Milestone.objects.filter(state=MilestoneState.SUBMITTED)
    return _nearly_over(
        under_review.filter(contract__state__in=_CLOCK_RUNS),
        ends_at=F("review_deadline_at"),
        half=_span(timedelta(hours=12), F("contract__terms__review_days")),
        now=now,
    )


def _payments_to_remind(now: datetime) -> MilestoneQuery:
    first = Milestone.objects.filter(
        state__in=UNPAID_MILESTONES,
        position=1,
        contract__state=ContractState.AWAITING_FUNDING,
    ).exclude(escrow__state=EscrowState.PARTLY_PAID)
    half = _span(timedelta(minutes=30), F("contract__policy__fund_hours"))
    return _nearly_over(first, ends_at=F("contract__fund_by_at"), half=half, now=now)


def _rests_to_remind(now: datetime) -> MilestoneQuery:
    part = Milestone.objects.filter(
        state__in=UNPAID_MILESTONES, escrow__state=EscrowState.PARTLY_PAID
    )
    half = models.Value(TIME_TO_COMPLETE / 2, output_field=models.DurationField())
    return _nearly_over(part, ends_at=F("escrow__complete_by_at"), half=half, now=now)


def _work_to_remind(now: datetime) -> MilestoneQuery:
    at_work = Milestone.objects.filter(
        state=MilestoneState.FUNDED, due_on__isnull=False, contract__state__in=_CLOCK_RUNS
    )
    ends_at = _moment(Cast("due_on", models.DateTimeField()) + models.Value(timedelta(days=1)))
    return _nearly_over(
        at_work, ends_at=ends_at, half=_span(timedelta(hours=12), F("days")), now=now
    )


def _nearly_over(
    milestones: MilestoneQuery, *, ends_at: Combinable, half: Combinable, now: datetime
) -> MilestoneQuery:
    """Where one of the three moments has come since the last reminder."""
    timed = milestones.annotate(ends_at=ends_at, half=half).filter(ends_at__gt=now)
    moments: list[tuple[Combinable, Q]] = [
        (F("half"), Q()),
        (models.Value(timedelta(hours=72)), Q(half__gt=timedelta(hours=72))),
        (models.Value(timedelta(hours=24)), Q(half__gt=timedelta(hours=24))),
    ]
    is_due = Q()
    for number, (before_end, counts) in enumerate(moments):
        name = f"moment_{number}"
        timed = timed.annotate(**{name: _moment(F("ends_at") - before_end)})
        not_yet = Q(reminded_at__isnull=True) | Q(reminded_at__lt=F(name))
        is_due |= Q(**{f"{name}__lte": now}) & counts & not_yet
    return timed.filter(is_due).order_by("ends_at", "pk")


def _unpaid_since(now: datetime, days: F) -> MilestoneQuery:
    """Steps whose turn to be paid came that long ago: nothing else of the contract is under way."""
    others = Milestone.objects.filter(contract=models.OuterRef("contract"))
    under_way = others.filter(state__in=HELD_MILESTONES | {MilestoneState.DISPUTED})
    last_end = others.order_by().values("contract").values_list(models.Max("ended_at"))
    return (
        Milestone.objects.filter(state__in=UNPAID_MILESTONES, contract__state=ContractState.ACTIVE)
        .exclude(escrow__state=EscrowState.PARTLY_PAID)  # that has a clock of its own
        .annotate(
            turn_at=Greatest(
                "contract__signed_at", "contract__terms__created_at", models.Subquery(last_end)
            )
        )
        .filter(~models.Exists(under_way))
        .filter(turn_at__lte=_moment(models.Value(now) - _span(timedelta(days=1), days)))
        .order_by("turn_at", "pk")
    )


def _span(unit: timedelta, count: F) -> Combinable:
    return models.ExpressionWrapper(models.Value(unit) * count, output_field=models.DurationField())


def _moment(expression: Combinable) -> Combinable:
    return models.ExpressionWrapper(expression, output_field=models.DateTimeField())


def _drop_unpaid(milestone: Milestone, *, now: datetime) -> None:
    milestone = locked_milestone(milestone)
    cancel_unpaid_milestone(milestone=milestone, by=None, now=now)
    finish_if_done(contract=milestone.contract, now=now)


def _remind(milestone: Milestone, *, now: datetime) -> None:
    milestone.reminded_at = now
    milestone.save(update_fields=["reminded_at"])
    publish(MilestoneReminder(milestone_id=milestone.pk))
