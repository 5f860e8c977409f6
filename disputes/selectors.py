"""What may be read of disagreements, and by whom."""

from django.db.models import Case, Q, QuerySet, When

from accounts.models import User
from disputes.models import (
    Appeal,
    BlindOffer,
    Dispute,
    DisputeChange,
    Proposal,
    Ruling,
    RulingAnswer,
)
from disputes.models.offers import MOST_ROUNDS
from disputes.states import ISSUED, OPEN_DISPUTES, WITH_STAFF, DisputeState
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
        "ruling__by",
        "ruling__rule",
    )


def disputes_visible_to(user: User) -> QuerySet[Dispute]:
    """The two sides see a dispute, and moderators do; nobody else."""
    if user.is_active and user.is_moderator:
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
        .order_by(Case(When(state__in=WITH_STAFF, then=0), default=1), "deadline_at")
    )


def proposals_of(dispute: Dispute) -> QuerySet[Proposal]:
    """All proposals, oldest first."""
    return dispute.proposals.select_related("by")


def standing_proposal(dispute: Dispute, *, by_id: int) -> Proposal | None:
    """The newest proposal of one side."""
    return dispute.proposals.filter(by=by_id).order_by("-pk").first()


def blind_round(dispute: Dispute) -> int | None:
    """The number of the round of secret offers that is open now; None after the third."""
    offers = dispute.blind_offers.count()
    return offers // 2 + 1 if offers < 2 * MOST_ROUNDS else None


def own_blind_offers(dispute: Dispute, by: User) -> QuerySet[BlindOffer]:
    """One's own secret offers; nobody reads those of others."""
    return dispute.blind_offers.filter(by=by)


def issued_rulings(dispute: Dispute) -> list[Ruling]:
    """The rulings that counted, oldest first; one that waits or went back is the staff's own."""
    issued = dispute.history.filter(kind__in=ISSUED).values_list("reason", flat=True)
    numbers = [int(reason) for reason in issued if reason.isdigit()]
    found = list(dispute.rulings.filter(pk__in=numbers).select_related("by", "rule"))
    for ruling in found:
        ruling.dispute = dispute
    return found


def appeal_of(dispute: Dispute) -> Appeal | None:
    """The appeal of a dispute, if there is one."""
    return Appeal.objects.filter(dispute=dispute).select_related("by").first()


def answer_of(dispute: Dispute, person: User) -> RulingAnswer | None:
    """What one side said to the ruling that stands."""
    if dispute.ruling_id is None:
        return None
    return RulingAnswer.objects.filter(ruling=dispute.ruling_id, by=person).first()


def history_of(dispute: Dispute) -> QuerySet[DisputeChange]:
    """What happened, oldest first."""
    return dispute.history.select_related("actor")


def disputes_lost_by(user_id: int) -> int:
    """How many disputes moderators decided against a freelancer, who got nothing (1 query)."""
    lost = Dispute.objects.filter(state=DisputeState.EXECUTED, to_freelancer_minor=0)
    return lost.filter(milestone__contract__freelancer=user_id).count()
