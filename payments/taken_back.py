"""Which payments banks took back, for those who answer them."""

from django.db.models import F, QuerySet

from payments.models import Chargeback
from payments.states import CHARGEBACK_LIVE


def open_chargebacks() -> QuerySet[Chargeback]:
    """Chargebacks that no bank has decided, the nearest deadline first."""
    rows = chargebacks_to_see().filter(state__in=sorted(CHARGEBACK_LIVE))
    return rows.order_by(F("evidence_due_at").asc(nulls_last=True), "pk")


def decided_chargebacks() -> QuerySet[Chargeback]:
    """Those that are won or lost, the latest first."""
    return chargebacks_to_see().exclude(state__in=sorted(CHARGEBACK_LIVE)).order_by("-pk")


def chargebacks_to_see() -> QuerySet[Chargeback]:
    """All chargebacks with the payment and both sides."""
    return Chargeback.objects.select_related("payin__escrow__payer", "payin__escrow__payee")
