"""What the clock does: each function looks for what is due and is safe to run at any time."""

from datetime import datetime, timedelta
from functools import partial

from django.db import models
from django.db.models import F, Q

from core.events import publish
from core.sweeps import sweep
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
from projects.services.milestones import approve_by_clock
from projects.services.offers import lapse_offer
from projects.services.postings import approve_posting, expire_project
from projects.services.refunds import close_silent_request
from projects.states import (
    UNPAID_MILESTONES,
    AmendmentState,
    BidState,
    ContractState,
    InvitationState,
    MilestoneState,
    ProjectState,
    RefundAnswer,
)


def run_all(*, now: datetime) -> dict[str, int]:
    """Do everything that is due; return how much of each was done."""
    return {
        "postings opened": open_reviewed_late(now=now),
        "postings expired": expire_projects(now=now),
        "invitations lapsed": lapse_invitations(now=now),
        "offers lapsed": lapse_offers(now=now),
        "contracts lapsed": lapse_contracts(now=now),
        "contracts resumed": resume_paused(now=now),
        "deliveries approved": approve_unanswered(now=now),
        "refund requests closed": close_refund_requests(now=now),
        "amendments lapsed": lapse_amendments(now=now),
        "unpaid steps cancelled": cancel_unpaid(now=now),
        "reminders": remind(now=now),
    }


def open_reviewed_late(*, now: datetime) -> int:
    """A posting nobody reviewed in time opens, unless its words were flagged."""
    due = Project.objects.filter(
        state=ProjectState.PENDING_REVIEW, review_due_at__lte=now, is_flagged=False
    )
    return sweep(due, lambda p: approve_posting(project=p, by=None, now=now))


def expire_projects(*, now: datetime) -> int:
    """Open postings whose time for bids is over."""
    due = Project.objects.filter(state=ProjectState.OPEN, expires_at__lte=now)
    return sweep(due, lambda p: expire_project(project=p, now=now))


def lapse_invitations(*, now: datetime) -> int:
    """Invitations that nobody answered."""
    return Invitation.objects.filter(state=InvitationState.SENT, expires_at__lte=now).update(
        state=InvitationState.LAPSED
    )


def lapse_offers(*, now: datetime) -> int:
    """Offers that nobody answered."""
    due = Bid.objects.filter(state=BidState.OFFERED, offer_expires_at__lte=now)
    return sweep(due, lambda b: lapse_offer(bid=b, now=now))


def lapse_contracts(*, now: datetime) -> int:
    """Contracts whose first payment never came."""
    due = Contract.objects.filter(state=ContractState.AWAITING_FUNDING, fund_by_at__lte=now)
    return sweep(due, lambda c: lapse_contract(contract=c, now=now))


def resume_paused(*, now: datetime) -> int:
    """Pauses that are over."""
    due = Contract.objects.filter(state=ContractState.PAUSED, paused_until_at__lte=now)
    return sweep(due, lambda c: resume_contract(contract=c, by=None, now=now))


def approve_unanswered(*, now: datetime) -> int:
    """Deliveries whose review time is over."""
    due = Milestone.objects.filter(
        state=MilestoneState.SUBMITTED,
        review_deadline_at__lte=now,
        contract__state__in=[ContractState.ACTIVE, ContractState.ENDING],
    )
    return sweep(due, lambda m: approve_by_clock(milestone=m, now=now))


def close_refund_requests(*, now: datetime) -> int:
    """Refund requests that the freelancer left unanswered."""
    due = RefundRequest.objects.filter(state=RefundAnswer.OPEN, answer_by_at__lte=now)
    return sweep(due, lambda r: close_silent_request(request=r, now=now))


def lapse_amendments(*, now: datetime) -> int:
    """Proposed changes that nobody answered."""
    due = Amendment.objects.filter(state=AmendmentState.OPEN, answer_by_at__lte=now)
    return sweep(due, lambda a: lapse_amendment(amendment=a, now=now))


def cancel_unpaid(*, now: datetime) -> int:
    """Agreed steps of a running contract that stayed unpaid for 30 days."""
    due = _unpaid_since(now, F("contract__policy__unfunded_cancel_days"))
    return sweep(due, partial(_drop_unpaid, now=now))


def remind(*, now: datetime) -> int:
    """Remind once of an unpaid step, and of a review whose time is half over."""
    unpaid = _unpaid_since(now, F("contract__policy__unfunded_remind_days"))
    under_review = Milestone.objects.filter(
        state=MilestoneState.SUBMITTED, review_deadline_at__gt=now
    ).filter(
        Q(review_deadline_at__lte=now + timedelta(hours=24))
        | Q(
            review_deadline_at__lte=now
            + models.ExpressionWrapper(
                timedelta(hours=12) * F("contract__terms__review_days"),
                output_field=models.DurationField(),
            )
        )
    )
    act = partial(_remind, now=now)
    return sum(
        sweep(due.filter(reminded_at__isnull=True), act)
        for due in (unpaid, under_review)
    )


def _unpaid_since(now: datetime, days: F) -> models.QuerySet[Milestone]:
    age = models.ExpressionWrapper(timedelta(days=1) * days, output_field=models.DurationField())
    return Milestone.objects.filter(
        state__in=UNPAID_MILESTONES,
        contract__state=ContractState.ACTIVE,
        contract__signed_at__lte=models.ExpressionWrapper(
            models.Value(now) - age, output_field=models.DateTimeField()
        ),
    )


def _drop_unpaid(milestone: Milestone, *, now: datetime) -> None:
    milestone = locked_milestone(milestone)
    cancel_unpaid_milestone(milestone=milestone, by=None, now=now)
    finish_if_done(contract=milestone.contract, now=now)


def _remind(milestone: Milestone, *, now: datetime) -> None:
    milestone.reminded_at = now
    milestone.save(update_fields=["reminded_at"])
    publish(MilestoneReminder(milestone_id=milestone.pk))
