"""Decisions about money: which wait for a second person, and what became of each, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.money import Money
from payments.kinds import DecisionState
from payments.models import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One thing that happened: when, by whom, about how much, and why.

    Its colour is that of the state that was reached, where there is one.
    """

    at: datetime
    title: str
    amount: Money | None = None
    by: User | None = None
    text: str = ""
    tone: str = ""
    state: str = ""
    icon: str = "circle-check"


def waiting_decisions() -> QuerySet[Decision]:
    """Decisions that a second person must look at, the oldest first."""
    return decisions_to_see().filter(state=DecisionState.WAITING)


def decisions_to_see() -> QuerySet[Decision]:
    """All decisions, with what they are about."""
    return Decision.objects.select_related(
        "asked_by",
        "debt__user",
        "debt__chargeback__payin__escrow",
        "mismatch__payin__escrow",
        "chargeback__payin__escrow",
        "escrow",
    )


def page_of(decision: Decision) -> str:
    """Where the thing can be looked at that a decision is about."""
    if decision.debt_id is not None:
        return reverse("payments:debt", args=[decision.debt_id])
    if decision.escrow_id is not None:
        return reverse("projects:held-long", args=[decision.escrow_id])
    if decision.chargeback_id is not None:
        return reverse("payments:chargeback", args=[decision.chargeback_id])
    return reverse("payments:mismatch", args=[decision.mismatch_id])


def chapters_of(decision: Decision) -> list[Chapter]:
    """Who decided what about something, and what the second person did with it."""
    title = decision.get_kind_display()
    if not decision.needs_two:
        alone = Chapter(
            at=decision.asked_at,
            title=title,
            amount=decision.amount,
            by=decision.asked_by,
            text=decision.reason,
            tone="good",
        )
        return [alone]
    words = _("Asked of a second person: %(what)s") % {"what": title}
    asked = Chapter(
        at=decision.asked_at,
        title=words,
        amount=decision.amount,
        by=decision.asked_by,
        text=decision.reason,
        tone="wait",
    )
    if decision.ended_at is None:
        return [asked]
    is_done = decision.state == DecisionState.DONE
    end = Chapter(
        at=decision.ended_at,
        title=title if is_done else decision.get_state_display(),
        amount=decision.amount if is_done else None,
        by=decision.second_by,
        text=decision.returned_because,
        tone="good" if is_done else "",
    )
    return [asked, end]
