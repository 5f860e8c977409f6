"""What may be read of disagreements, and by whom."""

from django.db.models import Case, Q, QuerySet, When

from accounts.models import User
from disputes.models import Dispute, DisputeChange, Proposal
from disputes.policies import can_moderate
from disputes.states import OPEN_DISPUTES, DisputeState
from projects.models import Milestone


def _disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related(
        "milestone__contract__client",
        "milestone__contract__freelancer",
        "milestone__contract__terms",
        "milestone__contract__policy",
        "milestone__escrow",
        "opened_by",
        "pending_ruling__by",
    )


def disputes_visible_to(user: User) -> QuerySet[Dispute]:
    """The two sides see a dispute, and moderators do; nobody else."""
    if can_moderate(user):
        return _disputes()
    contract = "milestone__contract"
    return _disputes().filter(
        Q(**{f"{contract}__client": user}) | Q(**{f"{contract}__freelancer": user})
    )


def open_disputes_of(user: User) -> QuerySet[Dispute]:
    """Open disputes in which this person is a side, the most urgent first."""
    contract = "milestone__contract"
    is_side = Q(**{f"{contract}__client": user}) | Q(**{f"{contract}__freelancer": user})
    return _disputes().filter(is_side, state__in=OPEN_DISPUTES).order_by("deadline_at")


def open_dispute_of(milestone: Milestone) -> Dispute | None:
    """The dispute that keeps the money of this milestone where it is."""
    return Dispute.objects.filter(milestone=milestone, state__in=OPEN_DISPUTES).first()


def latest_dispute_of(milestone: Milestone) -> Dispute | None:
    """The open dispute of a milestone, or the last one."""
    return Dispute.objects.filter(milestone=milestone).order_by("-opened_at", "-pk").first()


def queue() -> QuerySet[Dispute]:
    """Open disputes as moderators see them: those that wait for them first, by deadline."""
    return (
        _disputes()
        .filter(state__in=OPEN_DISPUTES)
        .order_by(Case(When(state=DisputeState.MEDIATION, then=0), default=1), "deadline_at")
    )


def proposals_of(dispute: Dispute) -> QuerySet[Proposal]:
    """All proposals, oldest first."""
    return dispute.proposals.select_related("by")


def standing_proposal(dispute: Dispute, *, by_id: int) -> Proposal | None:
    """The newest proposal of one side."""
    return dispute.proposals.filter(by=by_id).order_by("-pk").first()


def history_of(dispute: Dispute) -> QuerySet[DisputeChange]:
    """What happened, oldest first."""
    return dispute.history.select_related("actor")


def disputes_lost_by(user_id: int) -> int:
    """How many disputes moderators decided against a freelancer, who got nothing (1 query)."""
    lost = Dispute.objects.filter(state=DisputeState.RULED, to_freelancer_minor=0)
    return lost.filter(milestone__contract__freelancer=user_id).count()
