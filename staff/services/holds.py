"""Keep what is known of a person from being deleted, as a court or an authority asks for it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.policies import require
from staff.models import LegalHold
from staff.policies import can_hold_data
from staff.selectors import is_held
from staff.services import audit
from staff.services.viewing import checked_reason

LONGEST = timedelta(days=5 * 366)
# Says that nothing is deleted, and not why: a hold may not warn whom it is about.
NOT_NOW = gettext_lazy(
    "This cannot be deleted at the moment, because we have to keep it for a while. Please ask our "
    "support if you need to know more."
)


@transaction.atomic
def place(*, person: User, by: User, reason: str, until: datetime, now: datetime) -> LegalHold:
    """From now until that moment nothing about this person is deleted.

    Raises NotAllowed for anybody but an admin and for oneself, InvalidInput without a reason or
    for a time that is over or more than five years away, WrongState while another one runs.
    """
    _lock(person)
    require(can_hold_data, by, person)
    text = checked_reason(reason)
    if not now < until <= now + LONGEST:
        raise InvalidInput(_("Choose a day from tomorrow on, at most five years away."))
    if is_held(person.pk, now):
        raise WrongState(_("There is a hold already. Lift it before you place another."))
    LegalHold.objects.filter(person=person, lifted_at=None).update(lifted_at=now)  # by its date
    hold = LegalHold.objects.create(
        person=person, reason=text, placed_by=by, placed_at=now, ends_at=until
    )
    audit.record(
        by=by,
        action="staff.place_hold",
        now=now,
        subject=hold,
        person=person,
        reason=text,
        changed={"until": ("", until.isoformat())},
    )
    return hold


@transaction.atomic
def lift(*, hold: LegalHold, by: User, reason: str, now: datetime) -> LegalHold:
    """Deleting goes on, from this moment; lifting again, or what is over, changes nothing."""
    _lock(hold.person)
    require(can_hold_data, by, hold.person)
    text = checked_reason(reason)
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.lifted_at is not None or hold.ends_at <= now:
        return hold
    hold.lifted_by, hold.lifted_at = by, now
    hold.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(
        by=by, action="staff.lift_hold", now=now, subject=hold, person=hold.person, reason=text
    )
    return hold


def require_no_hold(person_id: int, now: datetime) -> None:
    """Raises WrongState, in neutral words, while the data of this person are held."""
    if is_held(person_id, now):
        raise WrongState(NOT_NOW)


def _lock(person: User) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
