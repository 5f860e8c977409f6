"""“This was not me”: the link in our letter stops a person's payouts until staff has looked."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from core.events import publish
from core.policies import require
from payments import events
from payments.models import Destination, Payout, PayoutStop
from payments.policies import can_lift_stop
from payments.services.payout_steps import give_back
from payments.services.steps import locked
from payments.states import PayoutState
from staff.services import audit

SALT = "payments.not-me"
LASTS = timedelta(days=30)
_UNSENT = [PayoutState.REQUESTED, PayoutState.IN_REVIEW, PayoutState.APPROVED]


def stop_path(destination: Destination) -> str:
    """The path that stops payouts of a destination's person, for whoever reads their letters."""
    return reverse("payments:not-me", args=[signing.dumps(destination.pk, salt=SALT)])


def named_by(token: str) -> Destination | None:
    """The destination that a link is about; None for one not of ours, or older than a month."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Destination.objects.select_related("user").filter(pk=pk).first()


@transaction.atomic
def stop_payouts(*, destination: Destination, now: datetime) -> PayoutStop:
    """Remove a destination, take back what was not sent there, and let nothing leave any more.

    Whoever has the link may do it: it can only keep money in. A second time changes nothing.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=destination.user_id)
    known = PayoutStop.objects.filter(destination=destination).first()
    known = known or PayoutStop.objects.filter(user=person, lifted_at__isnull=True).first()
    for payout in Payout.objects.filter(destination=destination, state__in=_UNSENT).order_by("pk"):
        _take_back(payout, now)
    # After the payouts, as those who send lock: they take a payout first, its destination then.
    Destination.objects.filter(pk=destination.pk, retired_at__isnull=True).update(retired_at=now)
    if known is not None:
        return known
    stop = PayoutStop.objects.create(user=person, destination=destination, opened_at=now)
    publish(events.PayoutsStopped(stop_id=stop.pk))
    return stop


@transaction.atomic
def lift_stop(*, stop: PayoutStop, by: User, note: str, now: datetime) -> PayoutStop:
    """Let payouts go on after one has spoken with the person; the note says what was found out.

    Raises NotAllowed for one's own or of somebody one has to do with, InvalidInput without a note.
    """
    stop = PayoutStop.objects.select_for_update(of=("self",), no_key=True).get(pk=stop.pk)
    require(can_lift_stop, by, stop)
    if stop.lifted_at is not None:
        return stop
    if not note.strip():
        raise InvalidInput(_("Write what you found out first."))
    stop.lifted_at, stop.lifted_by, stop.note = now, by, note.strip()[:200]
    stop.save(update_fields=["lifted_at", "lifted_by", "note"])
    audit.record(
        by=by,
        action="payments.lift_stop",
        now=now,
        subject=stop,
        person=stop.user,
        reason=stop.note,
        changed={"is_lifted": (False, True)},
    )
    publish(events.PayoutsResumed(stop_id=stop.pk))
    return stop


def _take_back(payout: Payout, now: datetime) -> None:
    payout = locked(payout)
    if payout.can_be_cancelled:
        give_back(payout, by=None, reason="not_me", now=now)
