"""What several sources ask of their rows, by the names of columns."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable

from payments.kinds import DecisionState
from payments.models import Decision


def after(column: str, time: timedelta) -> Combinable:
    """So long after a moment."""
    return ExpressionWrapper(F(column) + Value(time), output_field=DateTimeField())


def both_sides(escrow: str) -> list[str]:
    """The payer and the payee, to be read along."""
    return [f"{escrow}__payer", f"{escrow}__payee"]


def is_of(escrow: str, people: Collection[int]) -> Q:
    """Whether one of these people pays or is paid."""
    return Q(**{f"{escrow}__payer__in": people}) | Q(**{f"{escrow}__payee__in": people})


def waits_for_two(column: str) -> Exists:
    """Whether a decision about it waits: then that is on the desk in its place."""
    waiting = Decision.objects.filter(state=DecisionState.WAITING)
    return Exists(waiting.filter(**{column: OuterRef("pk")}))
