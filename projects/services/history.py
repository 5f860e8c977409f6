"""Every change of state leaves a line of history."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import TextChoices

from accounts.models import User
from core.states import move
from projects.models import Bid, Contract, Milestone, Project, WorkEvent


def record(
    *,
    about: Project | Bid | Contract | Milestone,
    kind: str,
    by: User | None,
    now: datetime,
    came_from: str = "",
    reason: str = "",
) -> WorkEvent:
    """Append one line; `by` is None where the clock acted."""
    return WorkEvent.objects.create(
        kind=kind,
        actor=by,
        happened_at=now,
        from_state=came_from,
        to_state=str(about.state),
        reason=reason,
        **_places(about),
    )


def take(
    *,
    thing: Project | Bid | Contract | Milestone,
    to: TextChoices,
    kind: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    written: Mapping[str, object] | None = None,
) -> None:
    """Move a locked thing, write the named fields with it, and record it.

    Raises WrongState where there is no such step.
    """
    came_from = move(thing, to, written=written)
    record(about=thing, kind=kind, by=by, now=now, came_from=came_from, reason=reason)


def _places(about: Project | Bid | Contract | Milestone) -> dict[str, int]:
    if isinstance(about, Project):
        return {"project_id": about.pk}
    if isinstance(about, Bid):
        return {"project_id": about.project_id, "bid_id": about.pk}
    if isinstance(about, Contract):
        return {"project_id": about.project_id, "contract_id": about.pk}
    return {
        "project_id": about.contract.project_id,
        "contract_id": about.contract_id,
        "milestone_id": about.pk,
    }
