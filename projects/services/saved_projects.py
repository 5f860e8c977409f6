"""People keep projects to come back to, and let go of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import LimitReached
from projects.models import Project, SavedProject

MOST = 200


@transaction.atomic
def save_project(*, project: Project, by: User, now: datetime) -> SavedProject:
    """Keep a project that this person may read; nobody else learns of it. Twice is once.

    Raises LimitReached above 200 of them, those counted too that are over.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once count each other
    if known := SavedProject.objects.filter(user=by, project=project).first():
        return known
    if SavedProject.objects.filter(user=by).count() >= MOST:
        raise LimitReached(
            _("You keep %(most)d projects already. Let go of some that you no longer need.")
            % {"most": MOST}
        )
    return SavedProject.objects.create(user=by, project=project, created_at=now)


@transaction.atomic
def remove_saved_project(*, project: Project, by: User) -> None:
    """No longer keep it; nothing happens where it was not kept."""
    SavedProject.objects.filter(user=by, project=project).delete()
