"""People put suggestions aside, and take them up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.policies import require
from projects.models import NotForMe, Project
from projects.policies import can_edit_project


@transaction.atomic
def put_project_aside(*, project: Project, by: User, now: datetime) -> NotForMe:
    """Do not suggest this project to this person again."""
    aside, _is_new = NotForMe.objects.get_or_create(
        user=by, project=project, freelancer=None, defaults={"created_at": now}
    )
    return aside


@transaction.atomic
def take_project_up(*, project: Project, by: User) -> None:
    """It may be suggested again."""
    NotForMe.objects.filter(user=by, project=project, freelancer=None).delete()


@transaction.atomic
def put_person_aside(*, project: Project, freelancer: User, by: User, now: datetime) -> NotForMe:
    """Do not suggest this freelancer for this project again; nobody else learns of it."""
    require(can_edit_project, by, project)
    if freelancer.pk == by.pk:
        raise InvalidInput(_("You are not suggested for your own project."))
    aside, _is_new = NotForMe.objects.get_or_create(
        user=by, project=project, freelancer=freelancer, defaults={"created_at": now}
    )
    return aside


@transaction.atomic
def take_person_up(*, project: Project, freelancer: User, by: User) -> None:
    """This freelancer may be suggested again."""
    require(can_edit_project, by, project)
    NotForMe.objects.filter(user=by, project=project, freelancer=freelancer).delete()
