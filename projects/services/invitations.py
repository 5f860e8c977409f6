"""A client asks one freelancer to bid."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import require_good_standing
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from projects.events import InvitationDeclined, InvitationSent
from projects.models import Invitation, Project
from projects.policies import can_answer_invitation, can_edit_project
from projects.selectors import current_policy
from projects.states import InvitationState, ProjectState


@transaction.atomic
def invite(
    *, project: Project, freelancer: User, by: User, message: str, now: datetime
) -> Invitation:
    """Ask one freelancer to bid; an invitation is sent once."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    require(can_edit_project, by, project)
    require_good_standing(by)
    if project.state != ProjectState.OPEN:
        raise WrongState(_("This project does not take bids any more."))
    if freelancer.pk == by.pk:
        raise InvalidInput(_("You cannot invite yourself."))
    lapse = now + timedelta(days=current_policy(now).invitation_days)
    invitation, is_new = Invitation.objects.get_or_create(
        project=project,
        freelancer=freelancer,
        defaults={"message": message[:1000], "sent_at": now, "expires_at": lapse},
    )
    if is_new:
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
