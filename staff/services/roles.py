"""Give roles and take them, with a reason; the audit log keeps who had which before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policies import can_give_roles
from accounts.roles import FLAGS, Role, roles_of
from core.policies import require
from staff.services import audit
from staff.services.viewing import checked_reason


@transaction.atomic
def set_roles(
    *, person: User, wanted: Collection[Role], by: User, reason: str, now: datetime
) -> User:
    """Leave a person with these roles and no others; a senior moderator is a moderator too.

    An admin may also enter the raw records. The same roles again change nothing. Raises NotAllowed
    for anybody but an admin and for oneself, InvalidInput without a reason.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    require(can_give_roles, by, person)
    text = checked_reason(reason)
    asked = {*wanted, Role.MODERATOR} if Role.SENIOR in wanted else set(wanted)
    before = roles_of(person)
    if set(before) == asked:
        return person
    for role, flag in FLAGS.items():
        setattr(person, flag, role in asked)
    person.is_staff = Role.ADMIN in asked
    person.save(update_fields=[*FLAGS.values(), "is_staff"])
    audit.record(
        by=by,
        action="staff.set_roles",
        now=now,
        subject=person,
        reason=text,
        changed={"roles": (", ".join(before), ", ".join(roles_of(person)))},
    )
    return person
