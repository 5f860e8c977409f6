"""Write down that staff read something private, or took a file of it along."""

from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from staff.services import audit


def note_look(
    *,
    by: User,
    action: str,
    now: datetime,
    subject: models.Model | None = None,
    people: tuple[int, ...] = (),
) -> None:
    """Append a line, unless the reader is one of the people whose thing it is.

    `action` is `room.verb`; one line concerns one person, so several people are several lines.
    """
    if by.pk in people:
        return
    with transaction.atomic():
        for person in User.objects.filter(pk__in=people).order_by("pk"):
            audit.record(by=by, action=action, now=now, subject=subject, person=person)
        if not people:
            audit.record(by=by, action=action, now=now, subject=subject)
