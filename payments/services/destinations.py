"""Where freelancers are paid. A change waits, and the old address is told."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from core.events import publish
from core.policies import require
from payments import events
from payments.models import Destination
from payments.policies import can_use_destination
from payments.rails import INSTITUTIONS
from payments.selectors import current_policy


@transaction.atomic
def add_destination(
    *, by: User, institution: str, account_number: str, holder_name: str, now: datetime
) -> Destination:
    """Add a bank account or e-wallet; the first is usable at once, a later one after 48 hours.

    The same account again answers with the one that exists. Raises InvalidInput for an unknown
    institution or a number of the wrong shape.
    """
    kind = INSTITUTIONS.get(institution)
    if kind is None:
        raise InvalidInput(_("Choose a bank or an e-wallet from the list."))
    number = re.sub(r"[\s.-]", "", account_number)
    if not kind.accepts(number):
        raise InvalidInput(
            _("This number does not look like one of %(name)s.") % {"name": kind.name}
        )
    if not holder_name.strip():
        raise InvalidInput(_("Write the name of the holder."))
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # one change at a time
    live = Destination.objects.filter(user=by, retired_at__isnull=True)
    known = live.filter(institution=institution, account_number=number).first()
    if known is not None:
        return known
    previous = Destination.objects.filter(user=by).order_by("-pk").first()
    wait = timedelta(hours=current_policy(now).cool_off_hours) if previous else timedelta(0)
    destination = Destination.objects.create(
        user=by,
        rail=kind.rail,
        institution=institution,
        account_number=number,
        holder_name=holder_name.strip()[:80],
        created_at=now,
        usable_at=now + wait,
    )
    if previous is not None:
        publish(
            events.DestinationChanged(
                user_id=by.pk, destination_id=destination.pk, previous_id=previous.pk
            )
        )
    return destination


@transaction.atomic
def retire_destination(*, destination: Destination, by: User, now: datetime) -> Destination:
    """Stop using a destination; payouts on their way still arrive there."""
    destination = Destination.objects.select_for_update(no_key=True).get(pk=destination.pk)
    if destination.user_id == by.pk and destination.retired_at is not None:
        return destination
    require(can_use_destination, by, destination)
    destination.retired_at = now
    destination.save(update_fields=["retired_at"])
    return destination
