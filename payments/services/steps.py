"""One way to move a row of money: its new state and fields in one UPDATE, and who did it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.rows import columns_of, instance_of
from core.states import can_move
from payments.models import Chargeback, Escrow, Payin, Payout, PayoutPart, Refund

Moving: TypeAlias = Chargeback | Escrow | Payin | Payout | Refund
M = TypeVar("M", Chargeback, Escrow, Payin, Payout, Refund)
Sent: TypeAlias = Payin | PayoutPart | Refund
S = TypeVar("S", Payin, Refund)
PATIENCE = timedelta(seconds=60)


def take_step(
    thing: Moving,
    to: models.TextChoices,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    **written: Any,
) -> None:
    """Take a locked row to its next state, write the named fields with it, remember who and why.

    Raises WrongState where the table of moves has no such step.
    """
    if not can_move(thing, to):
        raise WrongState(_("This is no longer possible."))
    came_from = str(thing.state)
    thing.state = to
    for name, value in written.items():
        setattr(thing, name, value)
    thing.save(update_fields=["state", *written])
    remember(thing, kind=str(to), came_from=came_from, by=by, now=now, reason=reason)


def remember(
    thing: Moving,
    *,
    kind: str,
    by: User | None,
    now: datetime,
    came_from: str = "",
    reason: str = "",
) -> None:
    """Add a row to the thing's history."""
    thing.changes.create(
        actor=by,
        kind=kind,
        from_state=came_from,
        to_state=str(thing.state),
        reason=reason,
        happened_at=now,
    )


def locked(thing: M) -> M:
    """The row as it is now, locked until the transaction ends (1 query, in plain SQL)."""
    model = type(thing)
    with connection.cursor() as cursor:
        cursor.execute(_locking(model), [thing.pk])
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist
    return instance_of(model, row)


def lease(rows: QuerySet[S], *, now: datetime) -> S | None:
    """The row for one sender alone, with a minute of patience after an unknown result.

    None where another has it, or it is not among the rows any more. Runs in a transaction.
    """
    row = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if row is None or (row.leased_until and row.leased_until > now):
        return None
    row.attempts += 1
    row.tried_at = now
    row.leased_until = now + PATIENCE
    row.save(update_fields=["attempts", "tried_at", "leased_until"])
    return row


def mark_tried(row: Sent, now: datetime) -> None:
    """Say so before the provider is asked: whatever comes of it, other rows have their turn."""
    row.tried_at = now
    row.save(update_fields=["tried_at"])


@cache
def _locking(model: type[Moving]) -> str:
    columns = ", ".join(f'"{column}"' for column in columns_of(model))
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE id = %s FOR NO KEY UPDATE"  # noqa: S608
