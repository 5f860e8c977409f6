"""What the two sides say to a mediator's proposal, and to a decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from disputes import timing
from disputes.events import DisputeAppealed, RulingRejected
from disputes.models import Appeal, Dispute, Ruling, RulingAnswer
from disputes.policies import is_party
from disputes.services.rulings import execute
from disputes.services.steps import check_words, locked_dispute, remember, start_clock, take
from disputes.states import DisputeState, Ground


@transaction.atomic
def answer_ruling(
    *, dispute: Dispute, ruling: Ruling, by: User, is_accepted: bool, now: datetime
) -> Dispute:
    """Accept or reject the mediator's proposal that was read.

    Both accepting carries it out at once; a rejection brings a senior moderator. Raises WrongState
    where another ruling stands, or where this side has answered otherwise. The same answer twice
    counts once.
    """
    dispute = locked_dispute(dispute)
    require(is_party, by, dispute)
    known = RulingAnswer.objects.filter(ruling=ruling, by=by).first()
    if known is not None and known.is_accepted == is_accepted:
        return dispute
    if dispute.state != DisputeState.PROPOSED or dispute.ruling_id != ruling.pk:
        raise WrongState(_("This proposal does not stand any more."))
    if known is not None:
        raise WrongState(_("You have answered already."))
    RulingAnswer.objects.create(ruling=ruling, by=by, is_accepted=is_accepted, answered_at=now)
    if not is_accepted:
        to_arbitration(dispute, kind="ruling_rejected", by=by, now=now)
    elif ruling.answers.filter(is_accepted=True).count() == 2:
        execute(dispute, ruling, kind="both_accepted", by=None, now=now)
    else:
        remember(dispute, kind="ruling_accepted", by=by, now=now)
    return dispute


@transaction.atomic
def appeal(*, dispute: Dispute, by: User, ground: str, text: str, now: datetime) -> Dispute:
    """Ask somebody else to look at a decision again, on new evidence or on procedure; once.

    Raises WrongState unless the decision is open to appeal. A second call of the same side changes
    nothing.
    """
    dispute = locked_dispute(dispute)
    require(is_party, by, dispute)
    known = Appeal.objects.filter(dispute=dispute).first()
    if known is not None and known.by_id == by.pk:
        return dispute
    if dispute.state != DisputeState.DECIDED or dispute.deadline_at <= now:
        raise WrongState(_("There is no decision to appeal against."))
    if ground not in Ground.values:
        raise InvalidInput(_("Please choose what the appeal rests on."))
    check_words(text, if_missing=_("Please say what is new, or what went wrong."))
    Appeal.objects.create(dispute=dispute, by=by, ground=ground, text=text.strip(), appealed_at=now)
    start_clock(dispute, until=timing.to_judge(dispute, now), now=now)
    take(dispute, DisputeState.APPEALED, kind="appealed", by=by, now=now)
    publish(DisputeAppealed(dispute_id=dispute.pk))
    return dispute


def to_arbitration(dispute: Dispute, *, kind: str, by: User | None, now: datetime) -> None:
    """A senior moderator takes a locked dispute over."""
    dispute.pending_ruling = None
    dispute.save(update_fields=["pending_ruling"])
    start_clock(dispute, until=timing.to_judge(dispute, now), now=now)
    take(dispute, DisputeState.ARBITRATION, kind=kind, by=by, now=now)
    publish(RulingRejected(dispute_id=dispute.pk))
