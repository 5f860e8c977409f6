"""Which decisions about money wait for a second person."""

from django.db.models import QuerySet
from django.urls import reverse

from payments.kinds import DecisionState
from payments.models import Decision


def waiting_decisions() -> QuerySet[Decision]:
    """Decisions that a second person must look at, the oldest first."""
    return decisions_to_see().filter(state=DecisionState.WAITING)


def decisions_to_see() -> QuerySet[Decision]:
    """All decisions, with what they are about."""
    return Decision.objects.select_related(
        "asked_by",
        "debt__user",
        "debt__chargeback__payin__escrow",
    )


def page_of(decision: Decision) -> str:
    """Where the thing can be looked at that a decision is about."""
    return reverse("payments:debt", args=[decision.debt_id])
