"""Who may read, add and hide evidence, and how long."""

from datetime import datetime

from accounts.models import User
from disputes.models import Dispute
from disputes.policies import is_neutral, is_party
from disputes.states import DisputeState
from evidence.models import Piece


def can_read(user: User, dispute: Dispute) -> bool:
    """The two sides, and moderators who have never worked with either."""
    return is_party(user, dispute) or is_neutral(user, dispute)


def can_add(user: User, dispute: Dispute) -> bool:
    """Whoever may read it."""
    return can_read(user, dispute)


def can_hide(user: User, piece: Piece) -> bool:
    """A moderator without ties; never the side that added it."""
    dispute = piece.bundle.dispute
    return dispute is not None and is_neutral(user, dispute)


def closes_at(dispute: Dispute) -> datetime | None:
    """When evidence closes, as far as it is known: some days after a moderator took over.

    An appeal on new evidence opens it again until the appeal is judged.
    """
    if dispute.state == DisputeState.APPEALED:
        return None
    return dispute.evidence_closes_at or dispute.closed_at


def takes_evidence(dispute: Dispute, now: datetime) -> bool:
    """Whether something may still be added."""
    if not dispute.is_open:
        return False
    closing = closes_at(dispute)
    return closing is None or now < closing
