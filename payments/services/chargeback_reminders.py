"""Finance staff are reminded of a bank's deadline: 72 hours before it, and 24."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core.events import publish
from payments import events
from payments.models import Chargeback
from payments.services.steps import locked
from payments.states import ChargebackState

FIRST, LAST = 72, 24  # hours before the deadline


def due(now: datetime) -> QuerySet[Chargeback]:
    """Chargebacks nobody has answered whose next reminder has come."""
    first = Q(reminded_hours__isnull=True, evidence_due_at__lte=now + timedelta(hours=FIRST))
    last = Q(reminded_hours__gt=LAST, evidence_due_at__lte=now + timedelta(hours=LAST))
    return Chargeback.objects.filter(
        first | last,
        state=ChargebackState.NEEDS_RESPONSE,
        narrative="",
        conceded_at__isnull=True,
        evidence_due_at__gt=now,
    ).order_by("evidence_due_at", "pk")


@transaction.atomic
def remind(*, chargeback: Chargeback, now: datetime) -> Chargeback:
    """Tell finance staff, once for each of the two moments; only the later where both are over."""
    chargeback = locked(chargeback)
    if not due(now).filter(pk=chargeback.pk).exists():
        return chargeback
    assert chargeback.evidence_due_at is not None
    is_last = chargeback.evidence_due_at <= now + timedelta(hours=LAST)
    chargeback.reminded_hours = LAST if is_last else FIRST
    chargeback.save(update_fields=["reminded_hours"])
    publish(events.ChargebackDueSoon(chargeback_id=chargeback.pk))
    return chargeback
