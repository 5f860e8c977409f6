"""Who may read, add and hide evidence, and how long."""

from datetime import datetime, timedelta

from accounts.models import User
from disputes.models import Dispute
from disputes.policies import can_moderate, has_ties, is_party
from disputes.states import DisputeState
from evidence.models import Piece

IN_MEDIATION = timedelta(days=3)
_TALKING = frozenset({DisputeState.AWAITING_RESPONSE, DisputeState.NEGOTIATION})


def can_read(user: User, dispute: Dispute) -> bool:
    """The two sides, and moderators who have never worked with either."""
    return is_party(user, dispute) or is_neutral_moderator(user, dispute)


def can_add(user: User, dispute: Dispute) -> bool:
    """Whoever may read it."""
    return can_read(user, dispute)


def can_hide(user: User, piece: Piece) -> bool:
    """A moderator without ties; never the side that added it."""
    dispute = piece.bundle.dispute
    return dispute is not None and is_neutral_moderator(user, dispute)


def is_neutral_moderator(user: User, dispute: Dispute) -> bool:
    return can_moderate(user) and not has_ties(user, dispute.milestone.contract)


def closes_at(dispute: Dispute) -> datetime | None:
    """When evidence closes, as far as it is known: on the third day with a moderator."""
    if dispute.state in _TALKING:
        return None
    came = dispute.history.filter(to_state=DisputeState.MEDIATION).order_by("pk").first()
    return came.happened_at + IN_MEDIATION if came is not None else dispute.closed_at


def takes_evidence(dispute: Dispute, now: datetime) -> bool:
    """Whether something may still be added."""
    if not dispute.is_open:
        return False
    closing = closes_at(dispute)
    return closing is None or now < closing
