"""Work of somebody who closes their account: nothing waits for them any more.

Contracts and money keep an account open; what is here has bound nobody yet.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.states import move
from projects.models import Bid, Invitation, NotForMe, Project, SavedProject, SavedSearch
from projects.services.bids import end_bid_of_closed
from projects.services.postings import cancel_project
from projects.states import LIVE_BIDS, PROJECT_MOVES, InvitationState, ProjectState

_TO_CANCEL = [state for state, after in PROJECT_MOVES.items() if ProjectState.CANCELLED in after]


@transaction.atomic
def lock_unbound_work(*, user_id: int) -> None:
    """Lock what `end_unbound_work` will end, before the person is written: projects come first.

    Who bids or offers at the same moment has done so before, or finds the account closed.
    """
    with_bid = Bid.objects.filter(freelancer=user_id, state__in=LIVE_BIDS).values("project")
    mine = Q(client=user_id, state__in=_TO_CANCEL) | Q(pk__in=with_bid)
    list(Project.objects.select_for_update(of=("self",)).filter(mine).order_by("pk"))


@transaction.atomic
def end_unbound_work(*, user: User, now: datetime) -> None:
    """Call postings off, withdraw bids, let invitations lapse; safe to repeat."""
    for project in Project.objects.filter(client=user, state__in=_TO_CANCEL).order_by("pk"):
        cancel_project(project=project, by=user, reason="", now=now)
    for bid in Bid.objects.filter(freelancer=user, state__in=LIVE_BIDS).order_by("project", "pk"):
        end_bid_of_closed(bid=bid, by=user, now=now)
    invitations = Invitation.objects.select_for_update(of=("self",)).order_by("pk")
    for invitation in invitations.filter(freelancer=user, state=InvitationState.SENT):
        move(invitation, InvitationState.LAPSED)


@transaction.atomic
def forget_what_was_kept(*, user: User) -> None:
    """Delete what somebody kept for themselves alone, and that others put them aside."""
    SavedSearch.objects.filter(user=user).delete()
    SavedProject.objects.filter(user=user).delete()
    NotForMe.objects.filter(Q(user=user) | Q(freelancer=user)).delete()
