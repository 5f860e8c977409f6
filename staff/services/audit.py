"""Write down what staff do, in the transaction that does it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import models

from accounts.models import User
from staff.models import AuditEntry


def record(
    *,
    by: User,
    action: str,
    now: datetime,
    subject: models.Model | None = None,
    person: User | None = None,
    reason: str = "",
    changed: Mapping[str, tuple[Any, Any]] | None = None,
) -> AuditEntry:
    """Append one act of staff to the audit log.

    `action` is `room.verb` ("disputes.rule"); `subject` is the row it was done to; `person` is
    whom it concerns, where it is not the subject itself; `changed` names each value that changed,
    as (before, after), in plain values. The caller's transaction keeps or loses both the act and
    its line. Where it came from is the request's own address and id; a task has none.
    """
    around = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        happened_at=now,
        actor=by,
        action=action,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        person=subject if person is None and isinstance(subject, User) else person,
        reason=reason,
        before={name: old for name, (old, _new) in (changed or {}).items()},
        after={name: new for name, (_old, new) in (changed or {}).items()},
        address=str(around.get("ip") or "")[:64],
        request_id=str(around.get("request_id") or "")[:64],
    )
