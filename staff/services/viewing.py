"""Look at Karya through a person's eyes: with a reason, for half an hour, each page on record."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from core.policies import require
from staff.models import LONGEST_REASON, Viewing
from staff.policies import can_view_as
from staff.services import audit

LASTS = timedelta(minutes=30)


def checked_reason(reason: str) -> str:
    """The reason as it is kept; raises InvalidInput without one, or for one that is too long."""
    text = reason.strip()
    if not text:
        raise InvalidInput(_("Say why first."))
    if len(text) > LONGEST_REASON or "\x00" in text:
        raise InvalidInput(_("A reason may have 500 characters at the most."))
    return text


@transaction.atomic
def start(*, person: User, by: User, reason: str, now: datetime) -> Viewing:
    """Begin to look; what the same person looked through before ends.

    Raises NotAllowed for staff, closed accounts, oneself, and for support without the person's
    consent; InvalidInput without a reason.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    require(can_view_as, by, person, now)
    text = checked_reason(reason)
    end_all(by=by, now=now)
    viewing = Viewing.objects.create(
        by=by, person=person, reason=text, started_at=now, ends_at=now + LASTS
    )
    audit.record(
        by=by, action="staff.view_as", now=now, subject=viewing, person=person, reason=text
    )
    return viewing


@transaction.atomic
def note_page(*, viewing: Viewing, path: str, now: datetime) -> None:
    """Write down one page, before it is shown."""
    audit.record(
        by=viewing.by,
        action="staff.look_at_page",
        now=now,
        subject=viewing,
        person=viewing.person,
        reason=viewing.reason,
        changed={"page": ("", path[:300])},
    )


@transaction.atomic
def end_all(*, by: User, now: datetime) -> None:
    """Look no more, by the button, by signing out, or by beginning anew; safe to repeat."""
    for viewing in Viewing.objects.select_for_update(of=("self",), no_key=True).filter(
        by=by, ended_at__isnull=True
    ):
        viewing.ended_at = min(now, viewing.ends_at)
        viewing.save(update_fields=["ended_at"])
        audit.record(
            by=by, action="staff.end_view_as", now=now, subject=viewing, person=viewing.person
        )
