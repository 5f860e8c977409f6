"""A client asks one freelancer to bid."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import can_hire, require_good_standing
from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from projects.events import InvitationDeclined, InvitationSent
from projects.models import Invitation, Project
from projects.policies import can_answer_invitation, can_edit_project
from projects.selectors import current_policy
from projects.states import InvitationState, ProjectState

MOST_A_DAY = 50
_A_DAY = timedelta(days=1)


@transaction.atomic
def invite(
    *, project: Project, freelancer: User, by: User, message: str, now: datetime
) -> Invitation:
    """Ask one freelancer to bid; an invitation is sent once.

    Raises NotAllowed for somebody who offers no work, LimitReached after fifty of them in a day:
    each is a letter that nobody asked for.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # several at once are counted too
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    require(can_edit_project, by, project)
    require_good_standing(by)
    if project.state != ProjectState.OPEN:
        raise WrongState(_("This project does not take bids any more."))
    if freelancer.pk == by.pk:
        raise InvalidInput(_("You cannot invite yourself."))
    known = Invitation.objects.filter(project=project, freelancer=freelancer).first()
    if known is not None:
        return known
    if not can_hire(by, freelancer):
        raise NotAllowed(_("This person does not offer work at the moment."))
    _require_measure(by, now)
    invitation = Invitation.objects.create(
        project=project,
        freelancer=freelancer,
        message=message[:1000],
        sent_at=now,
        expires_at=now + timedelta(days=current_policy(now).invitation_days),
    )
    publish(InvitationSent(invitation_id=invitation.pk))
    return invitation


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Say no to an invitation; a bid is still possible later."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(can_answer_invitation, by, invitation)
    if invitation.state != InvitationState.DECLINED:
        move(invitation, InvitationState.DECLINED)
        publish(InvitationDeclined(invitation_id=invitation.pk))
    return invitation


def _require_measure(by: User, now: datetime) -> None:
    sent = Invitation.objects.filter(project__client=by, sent_at__gt=now - _A_DAY)
    if sent.count() >= MOST_A_DAY:
        raise LimitReached(_("You have invited fifty people today. Please go on tomorrow."))
